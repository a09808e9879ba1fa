package org.fieldbeam.core.observable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.DriftSums;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.GammaMethod;
import org.fieldbeam.core.statistics.MeanSums;
import org.fieldbeam.core.statistics.Significance;

/**
 * The checks of an ensemble; whether its chains move is that of {@link MotionChecks}, and whether
 * their correlation is known that of {@link SeriesChecks}.
 *
 * <p>What the data cannot tell is not judged, which is neither passed nor failed: from fewer than
 * {@value #FEWEST_ROWS} configurations, of quantities that do not fluctuate, or where an error has
 * fewer degrees of freedom than {@link Significance#FEWEST_DEGREES} and the distance is not beyond
 * doubt all the same.
 *
 * <p>Those that compare with an expectation turn the distance into an equivalent standard score (a
 * Student-t distance with the degrees of freedom of the error) and fail beyond {@value #SCORE}: a
 * false alarm has probability 6e-7. From {@value #DOUBT} on, which chance gives once in 16,000,
 * they are not judged. An ensemble takes up to eight such scores and nine for thermalization, so
 * that a good ensemble fails with probability below 1e-5, ten datasets of a pipeline together below
 * 1e-4. The distributions are taken to be Gaussian; the bound is rough for fewer than some hundred
 * independent configurations.
 *
 * <ul>
 *   <li>{@code schwingerDyson}: the Schwinger-Dyson equations of {@link ObservableKernel}, of phi,
 *       phi^3, the neighbours, M and the field at the smallest momentum, each by itself; the value
 *       is the largest score. A single one holds for a whole line of couplings.
 *   <li>{@code expMinusDeltaH}: &lt;exp(-Delta H)&gt; = 1 (M. Creutz, Phys. Rev. D 38 (1988) 1228).
 *       Where the average rests on few configurations (effective number below 100), it is not
 *       judged, only the next check is.
 *   <li>{@code deltaHBalance}: &lt;sign(Delta H) min(1, exp(-Delta H))&gt; = 0. P(-x) = e^{-x} P(x)
 *       holds for the distribution of Delta H of a reversible, volume-preserving update in
 *       equilibrium; so the average of any odd function times exp(-x/2) vanishes, and this one is
 *       bounded.
 *   <li>{@code symmetry}: &lt;M&gt; = 0 for an even action. Where chains keep the sign they started
 *       with, the error of M comes from the spread of the chains' means: 64 frozen chains of random
 *       signs agree with 0 and show a large error, a single frozen chain fails.
 *   <li>{@code thermalization}: second halves of the chains against first halves, of the fourth
 *       roots of basic observables ({@link DriftSums}).
 *   <li>{@code outliers}: no single configuration of an ensemble without weights has a phi^2 (mean
 *       over its sites) that its law cannot give. With mu = &lt;phi^2&gt; and a shape k, the
 *       largest of N configurations, correlated or not, exceeds r mu with probability N r^k exp(-k
 *       (r-1)) at most, Chernoff's bound for a Gamma law; the check fails where this is below 6e-7
 *       (mu and k of the other configurations). On lattices k = 1/2: for a Gaussian field of any
 *       covariance phi^2 is a sum of w_j z_j^2 with sum w_j = mu, whose generating function is at
 *       most that of mu z^2, and the moments of ferromagnetic phi^4 fields are bounded by those of
 *       the Gaussian field with the same two-point function (C. Newman, Z.
 *       Wahrscheinlichkeitstheorie 33 (1975) 75). On one site k = mu^2 / Var phi^2, at least 1/2:
 *       the density of q = phi^2, q^(-1/2) exp(-a q - b q^2), and that of the Gamma law of the same
 *       mean and variance cross three times and the latter is larger at infinity, so that its
 *       generating function is larger. N = 20000: r = 54 for k = 1/2; for S = -4 x^2 + x^4 (k = 6)
 *       r = 6.9, |x| = 3.6. Beyond it a single configuration can dominate averages, of phi^4 first:
 *       mostly one that has run away.
 *   <li>{@code weights}: of a weighted ensemble no configuration carries more than a tenth of the
 *       weight, and the effective number is at least a hundredth of all.
 * </ul>
 */
final class EnsembleChecks {

  static final double SCORE = 5;

  /** Beyond this a score that does not fail is too large to be called passed: chance 6e-5. */
  private static final double DOUBT = 4;

  /** The probability of a larger score. */
  private static final double FALSE_ALARM = 5.7e-7;

  private static final double ROUNDING = 1e-9;

  /** Of phi^2 of one Gaussian site, the widest of all. */
  private static final double SMALLEST_SHAPE = 0.5;

  static final long FEWEST_ROWS = 10;
  private static final double FEWEST_EFFECTIVE = 100;
  private static final double LARGEST_SHARE = 0.1;
  private static final double SMALLEST_FRACTION = 0.01;

  private final double[] means;
  private final double[] meanSums;
  private final GammaMethod method;
  private final List<ObservableEstimate> estimates;
  private final double[] drift;
  private final int maxLag;

  EnsembleChecks(
      double[] means,
      double[] meanSums,
      GammaMethod method,
      List<ObservableEstimate> estimates,
      double[] drift,
      int maxLag) {
    this.means = means;
    this.meanSums = meanSums;
    this.method = method;
    this.estimates = estimates;
    this.drift = drift;
    this.maxLag = maxLag;
  }

  List<Check> all(boolean even) {
    List<Check> checks = new ArrayList<>();
    List<Check> equations = new ArrayList<>();
    for (int q = 0; q < estimates.size(); q++) {
      ObservableEstimate entry = estimates.get(q);
      if (entry.observable().exact().isPresent()) {
        Check check = against(q, entry.name(), entry.observable().exact().getAsDouble());
        if (entry.observable().isIdentity()) {
          equations.add(check);
        } else {
          checks.add(unlessDoubtful(check));
        }
      } else if (even && entry.name().equals("M")) {
        checks.add(unlessDoubtful(against(q, "symmetry", 0)));
      }
    }
    if (!equations.isEmpty()) {
      checks.add(unlessDoubtful(worst(equations)));
    }
    checks.add(unlessDoubtful(thermalization()));
    SeriesChecks series = new SeriesChecks(means, meanSums, method, estimates, maxLag);
    checks.add(series.window(even));
    checks.add(series.stride(even));
    if (MeanSums.effectiveFraction(meanSums) < 1) {
      checks.add(weights());
    }
    return checks;
  }

  /** What passed by too little to be called so is not judged: more data will tell. */
  private static Check unlessDoubtful(Check check) {
    return check.passed() && Math.abs(check.value()) > DOUBT
        ? Check.notJudged(
            check.name(),
            SCORE,
            check.explanation()
                + "; too far off for chance, and not beyond doubt: use more configurations or"
                + " chains")
        : check;
  }

  /** The Schwinger-Dyson equations as one check: that of the one that is farthest off. */
  private static Check worst(List<Check> equations) {
    List<Check> judged = equations.stream().filter(Check::judged).toList();
    Check worst =
        judged.stream()
            .max(Comparator.comparingDouble(check -> Math.abs(check.value())))
            .orElse(equations.get(0));
    String of = judged.size() > 1 ? ", the farthest off of " + judged.size() + " equations" : "";
    return new Check(
        Observable.SCHWINGER_DYSON,
        worst.outcome(),
        worst.value(),
        worst.threshold(),
        worst.explanation() + of);
  }

  /** Why an estimate cannot be held against anything; empty if it can. */
  private String obstacle(int q, double exact) {
    ObservableEstimate entry = estimates.get(q);
    Estimate estimate = entry.estimate();
    if (method.rows() < FEWEST_ROWS) {
      return tooFew();
    }
    if (!(estimate.error() > 0)) {
      return "it does not fluctuate, so that its error is unknown";
    }
    double degrees = method.degreesOfFreedom(estimate);
    if (degrees < Significance.FEWEST_DEGREES && Math.abs(score(q, exact)) <= SCORE) {
      return String.format(
          Locale.ROOT,
          "its error rests on %.1f degrees of freedom, and it takes %.0f to judge: use more"
              + " configurations or chains",
          degrees,
          Significance.FEWEST_DEGREES);
    }
    if (entry.name().equals("expMinusDeltaH")) {
      double effective = method.rows() / (1 + method.autocovariance(q)[0]);
      if (effective < FEWEST_EFFECTIVE) {
        return String.format(
            Locale.ROOT,
            "the average rests on %.0f configurations, and it takes %.0f to judge: deltaHBalance"
                + " judges instead; more configurations or smaller steps give more",
            effective,
            FEWEST_EFFECTIVE);
      }
    }
    return "";
  }

  private double score(int q, double exact) {
    Estimate estimate = estimates.get(q).estimate();
    return Significance.gaussian(estimate.pull(exact), method.degreesOfFreedom(estimate));
  }

  private String tooFew() {
    return tooFew(method.rows());
  }

  /** Why fewer configurations than needed do not judge. */
  static String tooFew(long rows) {
    return "configurations: " + rows + ", of " + FEWEST_ROWS + " needed to judge";
  }

  private Check against(int q, String name, double exact) {
    Estimate estimate = estimates.get(q).estimate();
    String found =
        estimates.get(q).observable().formula()
            + " = "
            + estimate
            + ", expected "
            + Estimate.format(exact, 0);
    String obstacle = obstacle(q, exact);
    if (!obstacle.isEmpty()) {
      return Check.notJudged(name, SCORE, found + "; " + obstacle);
    }
    double score = score(q, exact);
    String error =
        estimate.windowClosed() ? "" : "; the error comes from the spread of the chains' means";
    return Check.of(
        name,
        Math.abs(score) <= SCORE,
        score,
        SCORE,
        found + ": " + Significance.inWords(score) + error);
  }

  private Check thermalization() {
    String name = "thermalization";
    if (method.rows() < FEWEST_ROWS) {
      return Check.notJudged(name, SCORE, tooFew());
    }
    double worst = Double.NaN;
    String where = "";
    int basic = 0;
    for (ObservableEstimate entry : estimates) {
      if (entry.observable().isBasic()) {
        double score = drift[basic++];
        if (!(Math.abs(score) <= Math.abs(worst)) && !Double.isNaN(score)) {
          worst = score;
          where = "largest in the fourth root of " + entry.name();
        }
      }
    }
    if (Double.isNaN(worst)) {
      return Check.notJudged(
          name,
          SCORE,
          "no observable fluctuates, or the chains are too short for halves to be compared: use"
              + " longer chains, or "
              + DriftSums.FEWEST_CHAINS
              + " of them");
    }
    return Check.of(
        name,
        Math.abs(worst) <= SCORE,
        worst,
        SCORE,
        "second halves of the chains less first halves: "
            + Significance.inWords(worst)
            + ", "
            + where
            + (Math.abs(worst) <= SCORE ? "" : "; thermalize longer before the first measurement"));
  }

  /**
   * The check of an ensemble of real fields without weights for outliers.
   *
   * @param square the place of phi^2 among the means
   * @param fourth that of phi^4 on one site; -1 on lattices
   */
  Check outliers(int square, int fourth) {
    double rows = MeanSums.rows(meanSums);
    double largest = MeanSums.largest(meanSums);
    double others = (means[square] * rows - largest) / (rows - 1);
    if (rows < FEWEST_ROWS) {
      return Check.notJudged("outliers", Double.NaN, tooFew());
    }
    if (!(largest > 0)) {
      return Check.notJudged("outliers", Double.NaN, "all fields are 0");
    }
    // Beside a huge value nothing is left of the others but rounding errors.
    boolean buried = !(others > ROUNDING * largest);
    double ratio = buried ? 1 / ROUNDING : largest / others;
    double shape = SMALLEST_SHAPE;
    if (fourth >= 0 && !buried) {
      double squares = (means[fourth] * rows - largest * largest) / (rows - 1);
      double variance = Math.max(squares - others * others, ROUNDING * others * others);
      shape = Math.max(shape, others * others / variance);
    }
    double bound = largestRatio(rows, shape);
    boolean sane = ratio <= bound;
    return Check.of(
        "outliers",
        sane,
        ratio,
        bound,
        String.format(
            Locale.ROOT,
            "the largest φ² of a configuration is %.3g times the mean of the others%s",
            ratio,
            sane
                ? ""
                : ": averages rest on it. Look for chains that ran away; take a smaller step"));
  }

  /** The r with N r^k exp(-k (r - 1)) = the probability of a false alarm. */
  private static double largestRatio(double rows, double shape) {
    double r = 1 + StrictMath.log(rows / FALSE_ALARM) / shape;
    double first = r;
    for (int i = 0; i < 100; i++) {
      r = first + StrictMath.log(r);
    }
    return r;
  }

  private Check weights() {
    double share = MeanSums.largestShare(meanSums);
    double fraction = MeanSums.effectiveFraction(meanSums);
    if (method.rows() < FEWEST_ROWS) {
      return Check.notJudged("weights", LARGEST_SHARE, tooFew());
    }
    boolean sane = share <= LARGEST_SHARE && fraction >= SMALLEST_FRACTION;
    return Check.of(
        "weights",
        sane,
        share,
        LARGEST_SHARE,
        String.format(
            Locale.ROOT,
            "largest weight carries %.3g of all, ESS %.4f (at least %.2f)%s",
            share,
            fraction,
            SMALLEST_FRACTION,
            sane ? "" : "; the proposals do not cover the distribution"));
  }
}
