package org.fieldbeam.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.schedule.NoiseSchedule;

/**
 * A network for even theories of one real number a site that has their symmetries by construction:
 * it is odd in the field, moves with it, and is turned and reflected with it. Its divergence is a
 * closed sum.
 *
 * <p>It is one layer of functions between two filters, on top of the score of a Gaussian field with
 * the spectrum C_k of the data. With {@code tau = sigma^2 / alpha^2}, y the field in units of its
 * root mean square at tau, and {@code w_k = C_k / (C_k + tau)} the Wiener filter,
 *
 * <pre>
 *   F_k = (C_k - D) / (C_k + tau) sqrt((tau + 1/I) / E) y_k + sum_j b_j(k) [f_j]_k + delta_{k,0} h(m)
 *   f_j = g_j(u_j) + p_j(u_j) (K_j * q_j(u_j)),   u_j = a_j * y
 * </pre>
 *
 * <p>where D, I and E are those of {@link Conditioning}: the first term makes {@code -x_k /
 * (sigma^2 + alpha^2 C_k)} of the conditioned {@code -x_k / (sigma^2 + alpha^2 D)}. The filters
 * {@code a = w exp(..)}, b and K are a perceptron of (ln C_k, w_k, ln tau), so they have the
 * symmetry of the lattice; a is brought to {@code E u^2 = 1}. Functions of a site are {@code g, q =
 * u sum_n c_n / (1 + u^2 / s_n)} and {@code p = sum_n c_n / (1 + u^2 / s_n)} with fixed s_n and c_n
 * learned as functions of tau, and h is the like of the mean m of y. The second term of f is what
 * the force of an action {@code sum q(u) (K * q(u))} looks like. As functions are local,
 *
 * <pre>
 *   div F = sum_k (first term) + h'
 *           + sum_j [ (a * b)(0) sum_x (g' + p' (K * q))(x) + sum_xy p(x) K(x-y) (a * b)(x-y) q'(y) ]
 * </pre>
 *
 * <p>which costs two transforms a filter more than F. One convolution over site-wise features is
 * the way of Gerdes, de Haan, Rainone, Bondesan and Cheng, arXiv 2207.00283, for continuous flows;
 * the filter before the features is what a score at large tau needs, where a site alone is noise. b
 * and h are 0 at the beginning.
 *
 * @param shape extents of the lattice, one to three
 * @param filters number of filters J
 * @param hidden units of the perceptron's two layers
 * @param spectrum C_k by orbit of momenta
 * @param conditioning of kind {@code PRECONDITIONED}
 */
public record EquivariantNet(
    List<Integer> shape, int filters, int hidden, List<Double> spectrum, Conditioning conditioning)
    implements ScoreNetwork {
  private static final long serialVersionUID = 1L;

  /** Name in model files. */
  public static final String NAME = "equivariant";

  /** Rows that the spectrum is measured on, at most. */
  private static final int ROWS = 8192;

  /** The s_n of sites, and after them those of the mean, whose steps are steeper. */
  static final double[] WIDTHS = {0.3, 1.5, 8, 40};

  static final double[] MEAN_WIDTHS = {0.03, 0.15, 0.7, 3, 15};

  /** Coefficients of a filter: of u in g and q, and of each width in g, q and p. */
  static final int CURVES = 2 + 3 * WIDTHS.length;

  /** Bumps in ln(tau / D) / 8, from FIRST in steps of STEP. */
  private static final int BUMPS = 20;

  private static final double FIRST = -1.6;
  static final double STEP = 0.14;
  private static final int CLOCK = 64;
  private static final int INPUTS = 3;

  /** A momentum whose power is below this of the mean has that. */
  private static final double LEAST_POWER = 1e-9;

  /** Sites of all filters that are evaluated together, about: they stay in a core's cache. */
  private static final int SITES = 1 << 16;

  private static final int MOST_ROWS = 256;

  /**
   * The network, whatever the lattice.
   *
   * @param filters J, 1 to 48
   * @param hidden units of the perceptron's two layers, 1 to 128
   */
  public record Filters(int filters, int hidden) implements Architecture {
    private static final long serialVersionUID = 1L;

    /** Checks the numbers, which keep it below 10^5 parameters. */
    public Filters {
      if (filters < 1 || filters > 48 || hidden < 1 || hidden > 128) {
        throw new IllegalArgumentException(
            "an equivariant network has 1 to 48 filters and 1 to 128 hidden units, given "
                + filters
                + " and "
                + hidden);
      }
    }

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public SortedMap<String, Object> toMap() {
      return new TreeMap<>(Map.of("name", NAME, "filters", filters, "hidden", hidden));
    }

    @Override
    public Conditioning.Kind conditioning(FieldLayout layout, NoiseSchedule schedule) {
      return Conditioning.Kind.PRECONDITIONED;
    }

    @Override
    public void requireSuited(
        FieldLayout layout, Optional<Action> action, Conditioning.Kind conditioning) {
      if (!layout.isScalar() || layout.lattice().shape().length > 3) {
        throw new IllegalArgumentException(
            "an equivariant network takes one real number at each site of a lattice of one to three"
                + " dimensions, and the fields have "
                + layout
                + "; an mlp takes them");
      }
      if (action.isPresent() && !action.get().isEven()) {
        throw new IllegalArgumentException(
            "an equivariant network is odd in the field, and the action "
                + action.get().description()
                + " is not even; take an mlp or a unet");
      }
      if (conditioning != Conditioning.Kind.PRECONDITIONED) {
        throw new IllegalArgumentException(
            "an equivariant network knows the score of a Gaussian field, which is the conditioning"
                + " 'preconditioned', given '"
                + TrainingSettings.word(conditioning)
                + "'; leave it out");
      }
    }

    @Override
    public ScoreNetwork network(FieldLayout layout, Data data, RandomStream random) {
      Lattice lattice = layout.lattice();
      double least = LEAST_POWER * data.conditioning().meanSquare();
      List<Double> spectrum =
          Arrays.stream(OrbitPower.of(lattice, data.rows(), ROWS))
              .mapToObj(power -> Math.max(power, least))
              .toList();
      return new EquivariantNet(
          Arrays.stream(lattice.shape()).boxed().toList(),
          filters,
          hidden,
          spectrum,
          data.conditioning());
    }

    @Override
    public Size size(long values) {
      // of a site and filter, what each function of it gives; of an orbit, the perceptron's layers
      long kept = (10L * WIDTHS.length + 12) * filters + 6L * hidden;
      return new Size(
          parameters(filters, hidden).stream().mapToInt(Parameter::size).sum(), kept * values);
    }
  }

  /** Copies the lists. */
  public EquivariantNet {
    shape = List.copyOf(shape);
    spectrum = List.copyOf(spectrum);
  }

  @Override
  public int volume() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  @Override
  public boolean periodic() {
    return false;
  }

  @Override
  public SortedMap<String, Object> architecture() {
    return new Filters(filters, hidden).toMap();
  }

  @Override
  public int rowsTogether() {
    return Math.max(1, Math.min(MOST_ROWS, SITES / (volume() * filters)));
  }

  @Override
  public boolean hasDivergence() {
    return true;
  }

  @Override
  public List<Parameter> parameters() {
    return parameters(filters, hidden);
  }

  private static List<Parameter> parameters(int filters, int hidden) {
    List<Parameter> all = new ArrayList<>();
    dense(all, "clock", BUMPS, CLOCK, true);
    dense(all, "curves", CLOCK, filters * CURVES, true);
    dense(all, "mean", CLOCK, MEAN_WIDTHS.length, false);
    dense(all, "first", INPUTS, hidden, true);
    dense(all, "second", hidden, hidden, true);
    dense(all, "inward", hidden, filters, true);
    dense(all, "across", hidden, filters, true);
    dense(all, "outward", hidden, filters, false);
    return all;
  }

  /** A dense layer, with PyTorch's initial values or zeros. */
  private static void dense(
      List<Parameter> all, String name, int inputs, int outputs, boolean random) {
    double bound = random ? 1 / Math.sqrt(inputs) : 0;
    all.add(new Parameter(name, new long[] {outputs, inputs}, bound));
    all.add(new Parameter(name + "Bias", new long[] {outputs}, bound));
  }

  @Override
  public Map<String, float[]> constants() {
    MomentumOrbits orbits = orbits();
    int[] extents = orbits.lattice().shape();
    int last = extents[extents.length - 1];
    int half = last / 2 + 1;
    // the transform of real fields leaves out the momenta that are minus another along the last
    // axis
    float[] orbit = new float[volume() / last * half];
    for (int i = 0; i < orbit.length; i++) {
      orbit[i] = orbits.orbit(i / half * last + i % half);
    }
    float[] power = new float[orbits.count()];
    float[] share = new float[power.length];
    float[] logs = new float[power.length];
    for (int o = 0; o < power.length; o++) {
      power[o] = (float) (double) spectrum.get(o);
      share[o] = (float) (orbits.multiplicity(o) / (double) volume());
      logs[o] = (float) (StrictMath.log(spectrum.get(o) / conditioning.meanSquare()) / 4);
    }
    float[] bumps = new float[BUMPS];
    for (int i = 0; i < BUMPS; i++) {
      bumps[i] = (float) (FIRST + i * STEP);
    }
    return Map.of("orbit", orbit, "power", power, "share", share, "logs", logs, "bumps", bumps);
  }

  private MomentumOrbits orbits() {
    return new MomentumOrbits(Lattice.of(shape.stream().mapToInt(Integer::intValue).toArray()));
  }

  @Override
  public String torchScript() {
    return EquivariantScript.of(this);
  }
}
