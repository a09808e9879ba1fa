package org.fieldbeam.core.exact;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.linear.SymmetricEigen;

/**
 * The spectrum of the Fokker-Planck equation of one site, dp/dtau = (p' + S' p)', the law of the
 * Langevin equation in continuous time.
 *
 * <p>With p = sqrt(p_0) psi it is the imaginary-time Schroedinger equation of
 *
 * <pre>
 *   H = -d^2/dx^2 + S'^2 / 4 - S'' / 2,    H psi_n = lambda_n psi_n,    lambda_0 = 0, psi_0 = sqrt(p_0)
 * </pre>
 *
 * <p>(Risken, The Fokker-Planck Equation, ch. 5), diagonalised in a basis of sinc functions, even
 * and odd ones apart (Colbert and Miller, J. Chem. Phys. 96 (1992) 1982); errors fall exponentially
 * with their number: the lowest dozen states of a quartic action are good to about 1e-10, the
 * highest are only fair. States are numbered by parity: n is even for even states.
 */
public final class FokkerPlanckSpectrum {
  private static final int POINTS = 110;

  /** States whose eigenvalue is within the resolution of the basis. */
  private static final int STATES = 80;

  private final SiteLaw law;
  private final double width;
  private final double[] eigenvalue = new double[STATES];
  private final double[][] state = new double[STATES][];

  private FokkerPlanckSpectrum(SiteLaw law) {
    this.law = law;
    width = SiteRange.end(law.quadratic(), law.quartic()) / POINTS;
    for (int parity = 0; parity < 2; parity++) {
      SymmetricEigen eigen = SymmetricEigen.of(hamiltonian(parity == 0 ? 1 : -1));
      int[] order =
          IntStream.range(0, POINTS)
              .boxed()
              .sorted(Comparator.comparingDouble(k -> eigen.values()[k]))
              .mapToInt(Integer::intValue)
              .toArray();
      for (int k = 0; 2 * k + parity < STATES; k++) {
        eigenvalue[2 * k + parity] = eigen.values()[order[k]];
        state[2 * k + parity] = normalised(eigen.vectors()[order[k]]);
      }
    }
  }

  /** Returns the spectrum of a law. */
  public static FokkerPlanckSpectrum of(SiteLaw law) {
    return new FokkerPlanckSpectrum(law);
  }

  /**
   * Returns the spectrum of one site of an action without hopping.
   *
   * @throws IllegalArgumentException if neighbouring sites are coupled
   */
  public static FokkerPlanckSpectrum of(Action action) {
    return new FokkerPlanckSpectrum(SiteLaw.of(action));
  }

  private double point(int i) {
    return (i + 0.5) * width;
  }

  private double root(double x) {
    return Math.sqrt(law.density(x));
  }

  private double[][] hamiltonian(int sign) {
    double[][] h = new double[POINTS][POINTS];
    for (int i = 0; i < POINTS; i++) {
      for (int j = 0; j < POINTS; j++) {
        h[i][j] = kinetic(i - j) + sign * kinetic(i + j + 1);
      }
      double x = point(i);
      double force = law.score(x);
      double curvature = 2 * law.quadratic() + 12 * law.quartic() * x * x;
      h[i][i] += force * force / 4 - curvature / 2;
    }
    return h;
  }

  private double kinetic(int distance) {
    double square = (double) distance * distance;
    double value = distance == 0 ? Math.PI * Math.PI / 3 : 2 / square;
    return (distance % 2 == 0 ? value : -value) / (width * width);
  }

  /**
   * Values of the eigenfunction at the points, of norm one on the whole line, positive at the end.
   */
  private double[] normalised(double[] vector) {
    double last = 0;
    for (double v : vector) {
      last = Math.abs(v) > 1e-6 ? v : last;
    }
    double factor = Math.signum(last) / Math.sqrt(2 * width);
    return Arrays.stream(vector).map(v -> factor * v).toArray();
  }

  /** Returns the number of states. */
  public int states() {
    return STATES;
  }

  /** Returns lambda_n, a rate in inverse Langevin time. */
  public double eigenvalue(int n) {
    return eigenvalue[n];
  }

  /** Returns psi_n(x). */
  public double eigenfunction(int n, double x) {
    int sign = n % 2 == 0 ? 1 : -1;
    double sum = 0;
    for (int i = 0; i < POINTS; i++) {
      sum += state[n][i] * (sinc(x - point(i)) + sign * sinc(x + point(i)));
    }
    return sum;
  }

  private double sinc(double distance) {
    double u = Math.PI * distance / width;
    return u == 0 ? 1 : StrictMath.sin(u) / u;
  }

  /**
   * Returns the matrix element (psi_0, x^k psi_n) = int x^k psi_n sqrt(p_0) dx; for n = 0 it is
   * &lt;x^k&gt;.
   */
  public double matrixElement(int k, int n) {
    SiteRange.requirePower(k);
    if ((k + n) % 2 == 1) {
      return 0;
    }
    double sum = 0;
    for (int i = 0; i < POINTS; i++) {
      sum += StrictMath.pow(point(i), k) * state[0][i] * state[n][i];
    }
    return 2 * width * sum;
  }

  /** Returns &lt;x^k(0) x^k(tau)&gt; - &lt;x^k&gt;^2 in equilibrium. */
  public double autocovariance(int k, double tau) {
    double sum = 0;
    for (int n = 1; n < STATES; n++) {
      sum += Math.pow(matrixElement(k, n), 2) * StrictMath.exp(-eigenvalue[n] * tau);
    }
    return sum;
  }

  /**
   * Returns the standard deviation of the average of x^k over one trajectory of length {@code time}
   * in equilibrium: its square is sum_n (psi_0, x^k psi_n)^2 2 (u - 1 + exp(-u)) / u^2, u =
   * lambda_n time; sqrt(2 sum_n (psi_0, x^k psi_n)^2 / (lambda_n time)) for long times.
   */
  public double timeAverageError(int k, double time) {
    double sum = 0;
    for (int n = 1; n < STATES; n++) {
      double u = eigenvalue[n] * time;
      sum += Math.pow(matrixElement(k, n), 2) * 2 * (u + StrictMath.expm1(-u)) / (u * u);
    }
    return Math.sqrt(sum);
  }

  /**
   * Returns the standard deviation of the average of x^k over {@code count} values at a distance
   * {@code spacing} in Langevin time on one trajectory in equilibrium: its square is sum_n (psi_0,
   * x^k psi_n)^2 [(1 + r) / (1 - r) - 2 r (1 - r^count) / (count (1 - r)^2)] / count, r =
   * exp(-lambda_n spacing).
   */
  public double sampledAverageError(int k, double spacing, long count) {
    double sum = 0;
    for (int n = 1; n < STATES; n++) {
      double u = eigenvalue[n] * spacing;
      double r = StrictMath.exp(-u);
      double rest = -StrictMath.expm1(-u);
      double last = -StrictMath.expm1(-u * count);
      sum +=
          Math.pow(matrixElement(k, n), 2)
              * ((1 + r) / rest - 2 * r * last / (count * rest * rest))
              / count;
    }
    return Math.sqrt(sum);
  }

  /**
   * Returns &lt;x^k&gt; at time tau of trajectories that start from x0: sum_n exp(-lambda_n tau)
   * psi_n(x0) / sqrt(p_0(x0)) (psi_0, x^k psi_n). Accurate where p_0(x0) is not far below 1e-8 and
   * exp(-tau lambda) of the highest states is small.
   */
  public double moment(int k, double x0, double tau) {
    double sum = 0;
    for (int n = 0; n < STATES; n++) {
      sum += StrictMath.exp(-eigenvalue[n] * tau) * eigenfunction(n, x0) * matrixElement(k, n);
    }
    return sum / root(x0);
  }

  /** Returns the density p(x, tau) of trajectories that start from x0; accurate as the moments. */
  public double density(double x, double x0, double tau) {
    double sum = 0;
    for (int n = 0; n < STATES; n++) {
      sum += StrictMath.exp(-eigenvalue[n] * tau) * eigenfunction(n, x0) * eigenfunction(n, x);
    }
    return sum * root(x) / root(x0);
  }
}
