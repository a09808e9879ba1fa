package org.fieldbeam.core.schedule;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.ValueReader;

/**
 * Noise levels {@code 0 = tau_0 < tau_1 < ... < tau_N = T}, where {@code tau = sigma^2} is the
 * variance of the noise added to a clean field.
 *
 * <p>A ladder is a smooth function {@code tau(i)} of the index, sampled at the integers; its
 * derivative {@link #slope} lets an integrator of high order step in the index. The one exception
 * is the plain geometric ladder, whose level 0 lies outside the geometric sequence: see {@link
 * #isSmooth}.
 */
public final class TimeLadder implements Serializable {
  private static final String END = "end";
  private static final long serialVersionUID = 1L;

  private final String kind;
  private final TreeMap<String, Double> parameters;
  private final double[] tau;
  private final double[] slope;

  private TimeLadder(String kind, double[] tau, double[] slope, Map<String, Double> parameters) {
    this.kind = kind;
    this.tau = tau;
    this.slope = slope;
    this.parameters = new TreeMap<>(parameters);
    for (int i = 1; i < tau.length; i++) {
      if (!(tau[i] > tau[i - 1]) || Double.isInfinite(tau[i])) {
        throw new IllegalArgumentException(
            "Ladder "
                + kind
                + ": tau must increase and be finite, but tau["
                + (i - 1)
                + "] = "
                + tau[i - 1]
                + " and tau["
                + i
                + "] = "
                + tau[i]
                + "; change its parameters "
                + this.parameters);
      }
    }
  }

  /** {@code tau_i = T i / N}. */
  public static TimeLadder uniform(int levels, double end) {
    check("uniform", levels, "end", end);
    return sampled("uniform", levels, i -> end * i / levels, i -> end / levels, Map.of("end", end));
  }

  /**
   * {@code tau_i = first (T / first)^((i-1)/(N-1))} for i of 1 to N, and {@code tau_0 = 0}.
   *
   * @param first the lowest non-zero level, below {@code end}
   */
  public static TimeLadder geometric(int levels, double first, double end) {
    check("geometric", levels, "end", end);
    check("geometric", levels, "first", first);
    if (levels < 2 || first >= end) {
      throw new IllegalArgumentException(
          "Ladder geometric: needs at least 2 levels and first < end, given levels = "
              + levels
              + ", first = "
              + first
              + ", end = "
              + end);
    }
    double rate = StrictMath.log(end / first) / (levels - 1);
    return sampled(
        "geometric",
        levels,
        i -> i == 0 ? 0 : first * StrictMath.exp(rate * (i - 1)),
        i -> i == 0 ? first : rate * first * StrictMath.exp(rate * (i - 1)),
        Map.of("end", end, "first", first));
  }

  /** {@code tau_i = a ((1 + T/a)^(i/N) - 1)}: uniform below a, geometric above. */
  public static TimeLadder shiftedGeometric(int levels, double shift, double end) {
    check("shiftedGeometric", levels, "end", end);
    check("shiftedGeometric", levels, "a", shift);
    double rate = StrictMath.log1p(end / shift) / levels;
    return sampled(
        "shiftedGeometric",
        levels,
        i -> shift * StrictMath.expm1(rate * i),
        i -> rate * shift * StrictMath.exp(rate * i),
        Map.of("a", shift, "end", end));
  }

  /**
   * The ladder of Karras, Aittala, Aila and Laine (EDM, arXiv 2206.00364, equation 5): {@code
   * sigma_i = (sigma_min^(1/rho) + (i/N) (sigma_max^(1/rho) - sigma_min^(1/rho)))^rho}, shifted to
   * {@code tau_i = sigma_i^2 - sigma_min^2} so that level 0 is the clean ensemble; {@code
   * sigma_max^2 = T + sigma_min^2}.
   *
   * @param rho the exponent, 7 in the paper
   */
  public static TimeLadder edm(int levels, double sigmaMin, double end, double rho) {
    check("edm", levels, "end", end);
    check("edm", levels, "rho", rho);
    if (!(sigmaMin >= 0) || Double.isInfinite(sigmaMin)) {
      throw new IllegalArgumentException(
          "Ladder edm: sigmaMin must be at least 0, given " + sigmaMin);
    }
    double low = StrictMath.pow(sigmaMin, 1 / rho);
    double step = (StrictMath.pow(end + sigmaMin * sigmaMin, 0.5 / rho) - low) / levels;
    double floor = StrictMath.pow(low, 2 * rho);
    return sampled(
        "edm",
        levels,
        i -> StrictMath.pow(low + step * i, 2 * rho) - floor,
        i -> 2 * rho * step * StrictMath.pow(low + step * i, 2 * rho - 1),
        Map.of("end", end, "rho", rho, "sigmaMin", sigmaMin));
  }

  /**
   * The ladder that a file describes.
   *
   * @param kind name of a kind of ladders
   * @param parameters as {@link #parameters()} gives them
   * @throws IllegalArgumentException if there is no such kind, or a parameter is missing or unknown
   */
  public static TimeLadder ofKind(String kind, int levels, Map<String, Double> parameters) {
    LadderKind known = LadderKind.all().get(kind);
    Set<String> needed = new TreeSet<>(keys(known));
    needed.add(END);
    if (!parameters.keySet().containsAll(needed)) {
      throw unfit(kind, parameters, needed);
    }
    TimeLadder meant = spacing(known, parameters).ladder(levels, parameters.get(END));
    if (!parameters.keySet().equals(meant.parameters.keySet())) {
      throw unfit(kind, parameters, meant.parameters.keySet());
    }
    return meant;
  }

  private static IllegalArgumentException unfit(
      String kind, Map<String, Double> parameters, Set<String> needed) {
    return new IllegalArgumentException(
        "Ladder "
            + kind
            + " has the parameters "
            + new TreeSet<>(parameters.keySet())
            + "; needed: "
            + new TreeSet<>(needed));
  }

  private static Set<String> keys(LadderKind kind) {
    return kind.about().keys() instanceof Type.Fields fields
        ? fields.keys().stream().map(Key::name).collect(Collectors.toSet())
        : Set.of();
  }

  /**
   * The spacing as a file chooses it: the keys of the kind behind its name.
   *
   * @throws IllegalArgumentException if it is a ladder of no kind
   */
  public Map<String, Object> choice() {
    Map<String, Double> own = new TreeMap<>(parameters);
    own.keySet().retainAll(keys(LadderKind.all().get(kind)));
    return Map.of(kind, own);
  }

  /** The spacing of the parameters that are keys of the kind. */
  private static Spacing spacing(LadderKind kind, Map<String, Double> parameters) {
    Map<String, Double> own = new TreeMap<>(parameters);
    own.keySet().retainAll(keys(kind));
    return kind.spacing(ValueReader.require(own, kind.about().keys(), "the ladder " + kind.name()));
  }

  /**
   * A ladder given by its values.
   *
   * @param kind a name for reports and files; one of a {@link LadderKind} is as smooth as that says
   * @param parameters of its formula, by name
   * @param tau {@code N + 1} increasing levels, the first 0
   * @param slope d tau / d i at each level
   */
  public static TimeLadder of(
      String kind, Map<String, Double> parameters, double[] tau, double[] slope) {
    if (tau.length < 2 || tau[0] != 0 || slope.length != tau.length) {
      throw new IllegalArgumentException(
          "Ladder "
              + kind
              + ": needs at least 2 levels, the first 0, and one slope per level; given tau = "
              + Arrays.toString(tau)
              + " and "
              + slope.length
              + " slopes");
    }
    return new TimeLadder(kind, tau.clone(), slope.clone(), parameters);
  }

  private static TimeLadder sampled(
      String kind,
      int levels,
      DoubleUnaryOperator tau,
      DoubleUnaryOperator slope,
      Map<String, Double> parameters) {
    double[] values = new double[levels + 1];
    double[] slopes = new double[levels + 1];
    for (int i = 0; i <= levels; i++) {
      values[i] = tau.applyAsDouble(i);
      slopes[i] = slope.applyAsDouble(i);
    }
    values[0] = 0; // exactly, whatever the rounding of the formula
    return new TimeLadder(kind, values, slopes, parameters);
  }

  private static void check(String kind, int levels, String name, double value) {
    if (levels < 1) {
      throw new IllegalArgumentException(
          "Ladder " + kind + ": levels must be at least 1, given " + levels);
    }
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "Ladder " + kind + ": " + name + " must be positive and finite, given " + value);
    }
  }

  /** Name of the kind: uniform, geometric, shiftedGeometric, edm or what {@link #of} was given. */
  public String kind() {
    return kind;
  }

  /** Parameters of the formula, by name. */
  public SortedMap<String, Double> parameters() {
    return Collections.unmodifiableSortedMap(parameters);
  }

  /** N, the index of the highest level; there are N + 1 levels with the clean one. */
  public int levels() {
    return tau.length - 1;
  }

  /** Variance of the noise at a level. */
  public double tau(int level) {
    return tau[level];
  }

  /** {@code T = tau_N}. */
  public double end() {
    return tau[tau.length - 1];
  }

  /** {@code d tau / d i} at a level. */
  public double slope(int level) {
    return slope[level];
  }

  /** Whether {@code tau(i)} is smooth down to level 0, as integrators of high order need. */
  public boolean isSmooth() {
    return LadderKind.all()
        .find(kind)
        .map(known -> spacing(known, parameters).isSmooth())
        .orElse(true);
  }

  @Override
  public String toString() {
    return kind + parameters + " with " + levels() + " levels up to tau = " + end();
  }
}
