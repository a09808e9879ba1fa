package org.fieldbeam.core.exact;

import java.util.Arrays;

/**
 * The law of Langevin trajectories of one site in continuous time, dp/dtau = (p' + S' p)', from a
 * given start: score and moments at multiples of a step h.
 *
 * <p>With p = sqrt(p_0) psi and V = S'^2 / 4 - S'' / 2 (see {@link FokkerPlanckSpectrum}) a step is
 *
 * <pre>
 *   psi -&gt; e^(-h V / 6) e^(h D / 2) e^(-2 h W / 3) e^(h D / 2) e^(-h V / 6) psi,
 *   D = d^2/dx^2,    W = V + h^2 V'^2 / 24,
 * </pre>
 *
 * <p>of fourth order with positive coefficients only (algorithm 4A of Chin, Phys. Lett. A 226
 * (1997) 344). All terms of its kernel are positive, so that the tails, and the score there, keep
 * their relative accuracy; a start wider than exp(-S), which has no convergent expansion in
 * eigenfunctions, is no difficulty. Unlike the law of the Euler-Maruyama scheme, which is off by
 * O(h) at all times, it becomes stationary at exp(-S) up to O(h^4). Integrals are trapezoidal sums
 * with half the width of the Gaussians. Not thread safe.
 */
public final class FokkerPlanckLaw {
  private static final double RESOLUTION = 0.5;

  /** With fewer the splitting is none; time and memory grow with the square of the cells. */
  private static final int FEWEST_CELLS = 4;

  private static final int MOST_CELLS = 3000;

  /** Depth in the exponent below which an element of the kernel does not count. */
  private static final double DEPTH = 50;

  /** Probability densities below this do not matter to any score that can be evaluated. */
  private static final double NEGLIGIBLE = 1e-200;

  private final SiteLaw law;
  private final SiteLaw start;
  private final double step;
  private final double width;
  private final double[] x;
  private final double[] logRoot;
  private final double[] inner;
  private final Half first;
  private final Half second;
  private double[] density;
  private double[] middle;
  private GaussianMixture last;
  private long updates;

  private FokkerPlanckLaw(SiteLaw law, double step, SiteLaw start) {
    this.law = law;
    this.start = start;
    this.step = step;
    double end =
        Math.max(
            SiteRange.end(start.quadratic(), start.quartic()),
            SiteRange.end(law.quadratic(), law.quartic()));
    double needed = Math.ceil(end / (RESOLUTION * Math.sqrt(step)));
    if (!(needed >= FEWEST_CELLS && needed <= MOST_CELLS)) {
      throw new IllegalArgumentException(
          "law of the Langevin equation: the step "
              + step
              + " takes a grid of "
              + needed
              + " cells up to x = "
              + end
              + "; allowed: "
              + FEWEST_CELLS
              + " to "
              + MOST_CELLS
              + ", steps from "
              + stepOf(end, MOST_CELLS)
              + " to "
              + stepOf(end, FEWEST_CELLS));
    }
    int cells = (int) needed;
    width = end / cells;
    x = new double[cells + 1];
    density = new double[cells + 1];
    middle = new double[cells + 1];
    logRoot = new double[cells + 1];
    double[] outer = new double[cells + 1];
    inner = new double[cells + 1];
    for (int i = 0; i <= cells; i++) {
      x[i] = i * width;
      density[i] = start.density(x[i]);
      logRoot[i] = law.logDensity(x[i]) / 2;
      outer[i] = step / 6 * potential(x[i]);
      double slope = potentialSlope(x[i]);
      inner[i] = step / 3 * (potential(x[i]) + step * step / 24 * slope * slope);
    }
    first = new Half(outer, inner);
    second = new Half(inner, outer);
  }

  /**
   * Returns the law at time 0.
   *
   * @param law the law p_0 of the action
   * @param step the step h
   * @param start the law that the trajectories start from
   * @throws IllegalArgumentException unless the step is positive and finite, and of a size that a
   *     grid can resolve
   */
  public static FokkerPlanckLaw of(SiteLaw law, double step, SiteLaw start) {
    if (!(step > 0 && Double.isFinite(step))) {
      throw new IllegalArgumentException(
          "law of the Langevin equation: the step is "
              + step
              + "; allowed: more than 0 and finite");
    }
    return new FokkerPlanckLaw(law, step, start);
  }

  private static double stepOf(double end, int cells) {
    return Math.pow(end / (RESOLUTION * cells), 2);
  }

  private double curvature(double y) {
    return 2 * law.quadratic() + 12 * law.quartic() * y * y;
  }

  private double potential(double y) {
    double force = law.score(y);
    return force * force / 4 - curvature(y) / 2;
  }

  private double potentialSlope(double y) {
    return -law.score(y) * curvature(y) / 2 - 12 * law.quartic() * y;
  }

  private double potentialCurvature(double y) {
    double c = curvature(y);
    double b = law.quartic();
    return c * c / 2 - law.score(y) * 12 * b * y - 12 * b;
  }

  /** The weight of x_i in integrals over the half line. */
  private double weight(int i) {
    return i == 0 ? width / 2 : width;
  }

  /** Half a step: multiplied by exp(-before), spread by variance h, multiplied by exp(-after). */
  private final class Half {
    private final double[][] kernel = new double[x.length][];
    private final int[] from = new int[x.length];

    Half(double[] before, double[] after) {
      double[] log = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        double top = Double.NEGATIVE_INFINITY;
        double source = -logRoot[i] - before[i];
        for (int j = 0; j < x.length; j++) {
          double distance = x[j] - x[i];
          log[j] = source + logRoot[j] - after[j] - distance * distance / (2 * step);
          top = Math.max(top, log[j]);
        }
        int low = 0;
        int high = x.length - 1;
        while (low < high && log[low] < top - DEPTH) {
          low++;
        }
        while (high > low && log[high] < top - DEPTH) {
          high--;
        }
        from[i] = low;
        kernel[i] = new double[high - low + 1];
        double norm = weight(i) / Math.sqrt(2 * Math.PI * step);
        for (int j = low; j <= high; j++) {
          double image = StrictMath.exp(-2 * x[i] * x[j] / step);
          kernel[i][j - low] = norm * StrictMath.exp(log[j]) * (1 + image);
        }
      }
    }

    void apply(double[] p, double[] next) {
      Arrays.fill(next, 0);
      for (int i = 0; i < p.length; i++) {
        if (p[i] > NEGLIGIBLE) {
          double[] k = kernel[i];
          int low = from[i];
          double value = p[i];
          for (int j = 0; j < k.length; j++) {
            next[low + j] += value * k[j];
          }
        }
      }
    }
  }

  /** Performs steps. */
  public void advance(long count) {
    for (long n = 0; n < count; n++) {
      first.apply(density, middle);
      second.apply(middle, density);
      last = null;
      updates++;
    }
  }

  /** Returns the number of steps so far. */
  public long updates() {
    return updates;
  }

  /**
   * Returns &lt;x^n&gt;.
   *
   * @throws IllegalArgumentException if n is negative or above 40
   */
  public double moment(int n) {
    SiteRange.requirePower(n);
    return n % 2 == 1 ? 0 : sum(n) / sum(0);
  }

  private double sum(int n) {
    double sum = 0;
    for (int i = 0; i < density.length; i++) {
      sum += 2 * weight(i) * StrictMath.pow(x[i], n) * density[i];
    }
    return sum;
  }

  /** The largest x of the grid at which the density matters. */
  double end() {
    int place = x.length - 1;
    while (place > 1 && density[place] < 1e-30) {
      place--;
    }
    return x[place];
  }

  /** Returns the score d log p / dx. */
  public double score(double y) {
    return updates == 0 ? start.score(y) : scoreAndDerivatives(y)[0];
  }

  /** First, second and third derivative of log p, after at least one step. */
  double[] scoreAndDerivatives(double y) {
    double[] d = lastHalf().derivatives(y);
    double b = law.quartic();
    double third = 3 * 12 * b * y * curvature(y) - 12 * b * law.score(y);
    return new double[] {
      d[0] + law.score(y) / 2 - step / 6 * potentialSlope(y),
      d[1] - curvature(y) / 2 - step / 6 * potentialCurvature(y),
      d[2] - 12 * b * y - step / 6 * third
    };
  }

  /** What the last factor exp(-h V / 6) sqrt(p_0) is multiplied with. */
  private GaussianMixture lastHalf() {
    if (last == null) {
      double[] log = GaussianMixture.logs(middle, NEGLIGIBLE);
      for (int i = 0; i < log.length; i++) {
        log[i] += StrictMath.log(weight(i)) - logRoot[i] - inner[i];
      }
      last = new GaussianMixture(log, x, step);
    }
    return last;
  }
}
