package org.fieldbeam.core.markov.langevin;

import static org.fieldbeam.core.markov.ChainAverages.CHAINS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.FreeField;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.action.SitePolynomial;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.linear.Cholesky;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.ChainAverages;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Start;
import org.junit.jupiter.api.Test;

/**
 * Langevin dynamics with a matrix as kernel, on quadratic actions, whose Euler-Maruyama scheme has
 * a known law. Seeds are fixed; each comparison has the false-alarm probability 1e-6 (see {@link
 * ChainAverages}).
 */
final class MatrixLangevinTest {
  private static final long SEED = 20240601;
  private static final int MEASUREMENTS = 200;

  /** The second derivative of a quadratic action, M = -dF/dphi. */
  private static double[][] curvature(Action action) {
    int volume = action.lattice().volume();
    double[][] m = new double[volume][volume];
    for (int y = 0; y < volume; y++) {
      double[] unit = new double[volume];
      double[] force = new double[volume];
      unit[y] = 1;
      action.addForce(unit, 1, 1, force);
      for (int x = 0; x < volume; x++) {
        m[x][y] = -force[x];
      }
    }
    return m;
  }

  private static double[][] inverse(double[][] m) {
    Cholesky factor = Cholesky.of(m);
    double[][] inverse = new double[m.length][];
    for (int y = 0; y < m.length; y++) {
      double[] unit = new double[m.length];
      unit[y] = 1;
      inverse[y] = factor.solve(unit);
    }
    return inverse;
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] c = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < c[i].length; j++) {
        for (int k = 0; k < b.length; k++) {
          c[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }

  /** Averages of phi_x(t) phi_y(t + lag) and of phi_x phi_y, in this order. */
  private static ChainAverages[] covariances(MarkovChains chains, int x, int y, int lag) {
    double[] later = new double[chains.batch()];
    double[] now = new double[chains.batch()];
    int batch = chains.batch();
    for (int i = 0; i < MEASUREMENTS; i++) {
      double[] before = chains.fields().clone();
      chains.advance(lag);
      for (int b = 0; b < batch; b++) {
        later[b] += before[x * batch + b] * chains.fields()[y * batch + b] / MEASUREMENTS;
        now[b] += before[x * batch + b] * before[y * batch + b] / MEASUREMENTS;
      }
    }
    return new ChainAverages[] {ChainAverages.ofChains(later), ChainAverages.ofChains(now)};
  }

  /** With K = 1/M all modes have one rate: covariance (1/M) / (1 - eps/2), memory (1 - eps)^n. */
  @Test
  void theInverseOfTheActionMovesAllModesAtOneRate() {
    double eps = 0.6;
    Action action = FreeField.of(Lattice.of(4, 6), 0.2);
    double[][] inverse = inverse(curvature(action));
    MarkovChains chains =
        new MatrixLangevin(eps, inverse).start(action, Start.hot(), SEED, "free", 0, CHAINS);
    chains.advance(40);
    for (int y : new int[] {0, 1, 6, 15}) {
      double covariance = inverse[0][y] / (1 - eps / 2);
      ChainAverages[] found = covariances(chains, 0, y, 2);
      found[1].assertIs(covariance, "covariance with site " + y);
      found[0].assertIs(covariance * Math.pow(1 - eps, 2), "two updates later, site " + y);
    }
  }

  /** The law C = A C A^T + 2 eps K, A = 1 - eps K M, for kernels without any symmetry. */
  @Test
  void oneAndTwoSitesHaveTheCovarianceOfTheScheme() {
    double eps = 0.3;
    double[][] one = {{1.7}};
    hasTheCovariance(SitePolynomial.quartic(Lattice.of(1), 0.8, 0), one, eps);
    double[][] two = {{2, -0.6}, {-0.6, 0.4}};
    hasTheCovariance(FreeField.of(Lattice.of(2), 0.15), two, eps);
  }

  private static void hasTheCovariance(Action action, double[][] kernel, double eps) {
    int volume = kernel.length;
    double[][] a = product(kernel, curvature(action));
    for (int x = 0; x < volume; x++) {
      for (int y = 0; y < volume; y++) {
        a[x][y] = (x == y ? 1 : 0) - eps * a[x][y];
      }
    }
    double[][] transposed = new double[volume][volume];
    double[][] law = new double[volume][volume];
    for (int i = 0; i < 1000; i++) {
      for (int x = 0; x < volume; x++) {
        for (int y = 0; y < volume; y++) {
          transposed[x][y] = a[y][x];
        }
      }
      double[][] next = product(product(a, law), transposed);
      for (int x = 0; x < volume; x++) {
        for (int y = 0; y < volume; y++) {
          next[x][y] += 2 * eps * kernel[x][y];
        }
      }
      law = next;
    }
    double[][] later = product(a, law);
    MarkovChains chains =
        new MatrixLangevin(eps, kernel).start(action, Start.hot(), SEED, "few", 0, CHAINS);
    chains.advance(60);
    for (int x = 0; x < volume; x++) {
      for (int y = 0; y < volume; y++) {
        ChainAverages[] found = covariances(chains, x, y, 1);
        found[1].assertIs(law[x][y], "covariance of " + x + " and " + y);
        found[0].assertIs(later[y][x], "of " + x + " with " + y + " an update later");
      }
    }
  }

  /**
   * The difference of two chains with the same noise obeys D -> (1 - eps K M) D: that of a
   * circulant matrix and that of the same kernel in momentum space agree to rounding.
   */
  @Test
  void aCirculantMatrixIsAKernelInMomentumSpace() {
    Lattice lattice = Lattice.of(4, 6);
    Action action = FreeField.of(lattice, 0.2);
    double mass = 0.7;
    // M of the free field is 2 kappa (phat^2 + m^2), m^2 = 1 / kappa - 4
    double kappa = 0.1;
    double[][] phat = curvature(FreeField.of(lattice, kappa));
    double[][] matrix = new double[24][24];
    for (int x = 0; x < 24; x++) {
      for (int y = 0; y < 24; y++) {
        matrix[x][y] = phat[x][y] / (2 * kappa) + (x == y ? mass * mass - (1 / kappa - 4) : 0);
      }
    }
    double[] a = new double[24 * 5];
    double[] b = new double[24 * 5];
    for (int i = 0; i < a.length; i++) {
      a[i] = Math.sin(3 * i + 1);
      b[i] = Math.cos(i * i);
    }
    Algorithm space = new MatrixLangevin(0.3, inverse(matrix));
    Algorithm momentum = new KernelLangevin(0.3, mass, 1);
    double[][] difference = new double[2][a.length];
    for (int k = 0; k < 2; k++) {
      Algorithm algorithm = k == 0 ? space : momentum;
      MarkovChains one = algorithm.start(action, Start.given(a, 0), SEED, "p", 0, 5);
      MarkovChains two = algorithm.start(action, Start.given(b, 0), SEED, "p", 0, 5);
      one.advance(3);
      two.advance(3);
      for (int i = 0; i < a.length; i++) {
        difference[k][i] = one.fields()[i] - two.fields()[i];
      }
    }
    assertArrayEquals(difference[1], difference[0], 1e-12);
    double moved = 0;
    for (int i = 0; i < a.length; i++) {
      moved = Math.max(moved, Math.abs(difference[0][i] - (a[i] - b[i])));
    }
    assertTrue(moved > 0.1, "the differences moved by " + moved);
  }

  /**
   * More sites than a block of columns: a chain is the same in every batch, and when it goes on.
   */
  @Test
  void chainsDoNotDependOnTheBatch() {
    Action action = Phi4.of(Lattice.of(9, 7), 0.2, 0.02);
    double[][] kernel = inverse(curvature(FreeField.of(Lattice.of(9, 7), 0.2)));
    Algorithm algorithm = new MatrixLangevin(0.1, kernel);
    MarkovChains many = algorithm.start(action, Start.hot(), SEED, "p", 0, 70);
    many.advance(5);
    MarkovChains one = algorithm.start(action, Start.hot(), SEED, "p", 66, 1);
    one.advance(2);
    one = algorithm.start(action, Start.given(one.fields(), one.step()), SEED, "p", 66, 1);
    one.advance(3);
    assertArrayEquals(ChainAverages.field(many, 66), one.fields());
  }

  @Test
  void refusesWhatIsNoKernel() {
    Action action = FreeField.of(Lattice.of(2), 0.15);
    refused(action, new double[][] {{1, 2}, {2, 1}}, "not positive definite");
    refused(action, new double[][] {{1, 1}, {1, 1}}, "not positive definite");
    refused(action, new double[][] {{1}}, "1 rows");
    refused(action, null, "no matrix");
    assertThrows(
        IllegalArgumentException.class,
        () -> new MatrixLangevin(0.1, null).requireVolume(Lattice.of(64, 64, 2)));
  }

  private static void refused(Action action, double[][] matrix, String words) {
    Algorithm algorithm = new MatrixLangevin(0.1, matrix);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> algorithm.start(action, Start.hot(), 1, "p", 0, 1))
            .getMessage();
    assertTrue(message.contains(words), message);
  }
}
