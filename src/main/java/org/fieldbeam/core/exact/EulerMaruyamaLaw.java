package org.fieldbeam.core.exact;

import java.util.Arrays;

/**
 * The exact law of the Euler-Maruyama scheme of one site at finite step: what averages over
 * infinitely many trajectories of the Langevin equation are.
 *
 * <p>An update with m(x) = x - eps S'(x) is
 *
 * <pre>  p_(n+1)(y) = int N(y; m(x), 2 eps) p_n(x) dx,</pre>
 *
 * <p>by the trapezoidal rule with steps of 0.3 sqrt(2 eps). All terms are positive: the tails keep
 * their relative accuracy, and so does the score. The scheme has no stationary law: it runs away
 * from beyond |x| = R with |m(R)| = R, R^2 = (1 - a eps) / (2 b eps). The law is that of the
 * trajectories that stay inside, and {@link #lost} the probability of the others. Not thread safe.
 */
public final class EulerMaruyamaLaw {
  private static final double RESOLUTION = 0.3;
  private static final double REACH = 9;

  private static final int MOST_CELLS = 20_000;

  /** Products of the largest propagation, some minutes of them. */
  private static final double MOST_WORK = 3e11;

  /** Probability densities below this do not matter to any score that can be evaluated. */
  private static final double NEGLIGIBLE = 1e-200;

  private final SiteLaw start;
  private final double step;
  private final double width;
  private final double[] mapped;
  private final double[][] kernel;
  private final int[] kernelFrom;
  private double[] density;
  private double[] before;
  private GaussianMixture last;
  private long updates;

  private EulerMaruyamaLaw(SiteLaw law, double step, SiteLaw start) {
    this.start = start;
    this.step = step;
    double a = law.quadratic();
    double b = law.quartic();
    double radius = b == 0 ? Double.POSITIVE_INFINITY : Math.sqrt((1 - a * step) / (2 * b * step));
    double far = Math.max(SiteRange.end(start.quadratic(), start.quartic()), SiteRange.end(a, b));
    double deviation = Math.sqrt(2 * step);
    double needed = Math.ceil(Math.min(radius, far) / (RESOLUTION * deviation));
    if (!(needed >= 1 && needed <= MOST_CELLS)) {
      throw new IllegalArgumentException(
          "law of the Euler-Maruyama scheme: the step "
              + step
              + " takes a grid of "
              + needed
              + " cells up to x = "
              + Math.min(radius, far)
              + "; allowed: 1 to "
              + MOST_CELLS);
    }
    int cells = (int) needed;
    width = Math.min(radius, far) / cells;
    mapped = new double[cells + 1];
    kernel = new double[cells + 1][];
    kernelFrom = new int[cells + 1];
    density = new double[cells + 1];
    before = new double[cells + 1];
    for (int i = 0; i <= cells; i++) {
      double x = i * width;
      mapped[i] = x + step * law.score(x);
      density[i] = start.density(x);
      setKernel(i, deviation);
    }
  }

  /** The transition density from x_i and from its mirror image to y_j &gt;= 0. */
  private void setKernel(int i, double deviation) {
    double m = Math.abs(mapped[i]);
    double reach = REACH * deviation;
    int from = (int) Math.max(0, Math.floor((m - reach) / width));
    int to = (int) Math.min(mapped.length - 1.0, Math.ceil((m + reach) / width));
    kernelFrom[i] = from;
    kernel[i] = new double[Math.max(0, to - from + 1)];
    for (int j = from; j <= to; j++) {
      double near = (j * width - m) / deviation;
      double far = (j * width + m) / deviation;
      kernel[i][j - from] =
          weight(i) * (NormalLaw.density(near) + NormalLaw.density(far)) / deviation;
    }
  }

  /** The weight of x_i in integrals over the half line. */
  private double weight(int i) {
    return i == 0 ? width / 2 : width;
  }

  /**
   * Returns the law of a step size, before the first update.
   *
   * @param law the law p_0 of the action
   * @param step the step eps
   * @param start the law that the trajectories start from; {@link #hotStart} for N(0,1)
   * @throws IllegalArgumentException unless the step is positive and a * step below 1, or if it is
   *     so small that the grid has more than 20000 cells
   */
  public static EulerMaruyamaLaw of(SiteLaw law, double step, SiteLaw start) {
    if (!(step > 0 && step * law.quadratic() < 1 && Double.isFinite(step))) {
      throw new IllegalArgumentException(
          "Euler-Maruyama scheme: the step is "
              + step
              + " with a = "
              + law.quadratic()
              + "; allowed: more than 0, and a * step below 1, where the scheme is stable");
    }
    return new EulerMaruyamaLaw(law, step, start);
  }

  /** Returns N(0,1), where chains start hot. */
  public static SiteLaw hotStart() {
    return SiteLaw.of(0.5, 0);
  }

  /**
   * Performs updates.
   *
   * @throws IllegalArgumentException if they are so many, on a grid so fine, that they take hours
   */
  public void advance(long count) {
    double work = (double) count * density.length * 2 * REACH / RESOLUTION;
    if (!(work <= MOST_WORK)) {
      throw new IllegalArgumentException(
          "law of the Euler-Maruyama scheme: "
              + count
              + " updates at a step of "
              + step
              + " take too long; allowed: "
              + (long) (count * (MOST_WORK / work))
              + " at this step, more at a larger one");
    }
    for (long n = 0; n < count; n++) {
      double[] next = before;
      Arrays.fill(next, 0);
      for (int i = 0; i < next.length; i++) {
        double p = density[i];
        if (p > NEGLIGIBLE) {
          double[] k = kernel[i];
          int from = kernelFrom[i];
          for (int j = 0; j < k.length; j++) {
            next[from + j] += p * k[j];
          }
        }
      }
      before = density;
      density = next;
      last = null;
      updates++;
    }
  }

  /** Returns the number of updates so far. */
  public long updates() {
    return updates;
  }

  /** Returns the probability that a trajectory has left [-R, R]. */
  public double lost() {
    return 1 - sum(0);
  }

  /**
   * Returns &lt;x^n&gt; of the trajectories that have stayed inside.
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
      sum += 2 * weight(i) * StrictMath.pow(i * width, n) * density[i];
    }
    return sum;
  }

  /** The largest x of the grid at which the density matters. */
  double end() {
    int last = density.length - 1;
    while (last > 1 && density[last] < 1e-30) {
      last--;
    }
    return last * width;
  }

  /** Returns the density at x, of the integral 1 - {@link #lost}. */
  public double density(double x) {
    return updates == 0 ? start.density(x) : StrictMath.exp(last().logDensity(x));
  }

  /** Returns the score d log p / dx. */
  public double score(double x) {
    return updates == 0 ? start.score(x) : last().derivatives(x)[0];
  }

  /** First, second and third derivative of log p, after at least one update. */
  double[] scoreAndDerivatives(double x) {
    return last().derivatives(x);
  }

  /** The law as a sum over where trajectories were one update before. */
  private GaussianMixture last() {
    if (last == null) {
      double[] log = GaussianMixture.logs(before, NEGLIGIBLE);
      for (int i = 0; i < log.length; i++) {
        log[i] += StrictMath.log(weight(i));
      }
      last = new GaussianMixture(log, mapped, 2 * step);
    }
    return last;
  }
}
