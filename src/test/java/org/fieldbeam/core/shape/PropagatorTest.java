package org.fieldbeam.core.shape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The covariance that filtered white noise has, without drawing any: A A^T of the filter A. */
class PropagatorTest {
  /** {@code rows[i][j]}: what a unit of white number j adds to value i. */
  private static double[][] matrix(CovarianceShape shape, FieldLayout layout) {
    int n = layout.size();
    double[] unit = new double[n * n];
    for (int i = 0; i < n; i++) {
      unit[i * n + i] = 1;
    }
    shape.filter(layout).apply(unit, n);
    double[][] rows = new double[n][n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(unit, i * n, rows[i], 0, n);
    }
    return rows;
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** (-Delta + m^2) Sigma = 1: the propagator by its equation, on an odd lattice. */
  @ParameterizedTest
  @ValueSource(doubles = {0.3, 2})
  void scalarsHaveThePropagatorAsTheirCovariance(double mass) {
    Lattice lattice = Lattice.of(4, 5);
    CovarianceShape shape = CovarianceShape.propagator(mass);
    double[][] a = matrix(shape, FieldLayout.scalar(lattice));
    int n = lattice.volume();
    for (int x = 0; x < n; x++) {
      assertEquals(
          shape.variance(FieldLayout.scalar(lattice)), product(a[x], a[x]), 1e-12 / mass / mass);
      for (int y = 0; y < n; y++) {
        double sum = (4 + mass * mass) * product(a[x], a[y]);
        for (int mu = 0; mu < 2; mu++) {
          sum -= product(a[lattice.forward(x, mu)], a[y]);
          sum -= product(a[lattice.backward(x, mu)], a[y]);
        }
        assertEquals(x == y ? 1 : 0, sum, 1e-12 / mass / mass);
      }
    }
  }

  @Test
  void withoutMassTheZeroModeHasNoNoise() {
    Lattice lattice = Lattice.of(3, 4);
    CovarianceShape shape = CovarianceShape.propagator(0);
    assertEquals(0, shape.zeroModeVariance(), 0.0);
    for (FieldLayout layout :
        new FieldLayout[] {
          FieldLayout.scalar(lattice), FieldLayout.real(lattice, 2), FieldLayout.linkAngles(lattice)
        }) {
      double[][] a = matrix(shape, layout);
      for (int component = 0; component < layout.perSite(); component++) {
        double[] sum = new double[layout.size()];
        for (int x = 0; x < lattice.volume(); x++) {
          for (int j = 0; j < sum.length; j++) {
            sum[j] += a[x * layout.perSite() + component][j];
          }
        }
        assertArrayEquals(new double[sum.length], sum, 1e-13);
      }
    }
  }

  @Test
  void theZeroModeHasTheInverseSquareOfTheMass() {
    Lattice lattice = Lattice.of(3, 4);
    CovarianceShape shape = CovarianceShape.propagator(0.5);
    double[][] a = matrix(shape, FieldLayout.scalar(lattice));
    double[] sum = new double[12];
    for (double[] row : a) {
      for (int j = 0; j < 12; j++) {
        sum[j] += row[j] / Math.sqrt(12);
      }
    }
    assertEquals(4, shape.zeroModeVariance(), 1e-12);
    assertEquals(4, product(sum, sum), 1e-12);
  }

  /** Noise of links without mass is white on plaquettes, but for their sum, and divergence-free. */
  @Test
  void linksHaveWhitePlaquettesAndNoDivergence() {
    Lattice lattice = Lattice.of(4, 3);
    int n = lattice.volume();
    FieldLayout layout = FieldLayout.linkAngles(lattice);
    CovarianceShape shape = CovarianceShape.propagator(0);
    double[][] a = matrix(shape, layout);
    double[][] curl = new double[n][2 * n];
    double trace = 0;
    for (int x = 0; x < n; x++) {
      int right = lattice.forward(x, 0);
      int up = lattice.forward(x, 1);
      trace += product(a[2 * x], a[2 * x]) + product(a[2 * x + 1], a[2 * x + 1]);
      for (int j = 0; j < 2 * n; j++) {
        curl[x][j] = a[2 * x][j] + a[2 * right + 1][j] - a[2 * up][j] - a[2 * x + 1][j];
        double divergence =
            a[2 * x][j]
                - a[2 * lattice.backward(x, 0)][j]
                + a[2 * x + 1][j]
                - a[2 * lattice.backward(x, 1) + 1][j];
        assertEquals(0, divergence, 1e-13);
      }
    }
    assertEquals(shape.variance(layout), trace / (2 * n), 1e-13);
    for (int x = 0; x < n; x++) {
      for (int y = 0; y < n; y++) {
        assertEquals((x == y ? 1 : 0) - 1.0 / n, product(curl[x], curl[y]), 1e-13);
      }
    }
  }

  @Test
  void noiseOfAConfigurationDoesNotDependOnItsBatch() {
    FieldLayout layout = FieldLayout.linkAngles(Lattice.of(4, 4));
    int batch = 21;
    double[] noise = new double[32 * batch];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = Math.sin(i * i);
    }
    double[] alone = new double[32];
    for (int i = 0; i < 32; i++) {
      alone[i] = noise[i * batch + 18];
    }
    CovarianceShape.propagator(0.7).filter(layout).apply(noise, batch);
    CovarianceShape.propagator(0.7).filter(layout).apply(alone, 1);
    for (int i = 0; i < 32; i++) {
      assertEquals(alone[i], noise[i * batch + 18], 0.0);
    }
  }

  @Test
  void shapesAreMadeOfTheirNamesAndRefuseWhatIsNone() {
    CovarianceShape shape = CovarianceShape.propagator(0.25);
    assertEquals(shape, CovarianceShape.of(shape.name(), shape.parameters()));
    assertTrue(CovarianceShape.of("isotropic", Map.of()).isIsotropic());
    assertThrows(IllegalArgumentException.class, () -> CovarianceShape.propagator(-1));
    assertThrows(
        IllegalArgumentException.class,
        () -> shape.filter(FieldLayout.complexified(Lattice.of(3), 1)));
    assertThrows(IllegalArgumentException.class, () -> CovarianceShape.of("propagators", Map.of()));
  }
}
