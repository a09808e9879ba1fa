package org.fieldbeam.core.action;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.Streams;
import org.junit.jupiter.api.Test;

class ComplexPolynomialTest {
  private static final ComplexPolynomial CUBIC =
      ComplexPolynomial.of(new double[] {1, -2, 0.5, 3}, new double[] {0.25, 1, -4, 0.5});

  @Test
  void isTheProductOfItsLinearFactors() {
    // (z - 1 - 2i)(z + 3 - i)(z - 0.5) multiplied out by hand
    ComplexPolynomial s =
        ComplexPolynomial.of(new double[] {2.5, -6, 1.5, 1}, new double[] {2.5, -3.5, -3, 0});
    double[] out = new double[2];
    for (double[] root : new double[][] {{1, 2}, {-3, 1}, {0.5, 0}}) {
      s.evaluate(root[0], root[1], out);
      assertArrayEquals(new double[] {0, 0}, out, 1e-13);
    }
    s.evaluate(2, 0, out); // (1 - 2i)(5 - i)(1.5)
    assertArrayEquals(new double[] {4.5, -16.5}, out, 1e-13);
  }

  @Test
  void agreesWithTheRealActionOnTheRealAxis() {
    SitePolynomial real = SitePolynomial.quartic(Lattice.of(1), -4, 1);
    ComplexPolynomial s = ComplexPolynomial.quartic(-4, 0, 1, 0);
    double[] phi = {-1.7, -0.3, 0, 0.9, 2.2};
    double[] action = new double[5];
    double[] force = new double[5];
    double[] laplacian = new double[5];
    real.action(phi, 5, action);
    real.addForce(phi, 5, -1, force);
    real.laplacian(phi, 5, laplacian);
    double[] re = new double[5];
    double[] im = new double[5];
    s.evaluate(phi, new double[5], 5, re, im);
    assertArrayEquals(action, re, 1e-12);
    assertArrayEquals(new double[5], im);
    s.derivative().evaluate(phi, new double[5], 5, re, im);
    assertArrayEquals(force, re, 1e-12);
    s.derivative().derivative().evaluate(phi, new double[5], 5, re, im);
    assertArrayEquals(laplacian, re, 1e-12);
  }

  @Test
  void theDerivativeIsTheLimitOfDifferencesInEveryDirection() {
    // [S(z + h) - S(z - h)] / 2h - S'(z) = h^2 S'''/6, exactly for a cubic
    double[] plus = new double[2];
    double[] minus = new double[2];
    double[] slope = new double[2];
    double[] third = new double[2];
    CUBIC.derivative().evaluate(0.7, -1.1, slope);
    CUBIC.derivative().derivative().derivative().evaluate(0.7, -1.1, third);
    for (double angle = 0; angle < 6; angle += 0.5) {
      double x = 0.125 * Math.cos(angle);
      double y = 0.125 * Math.sin(angle);
      CUBIC.evaluate(0.7 + x, -1.1 + y, plus);
      CUBIC.evaluate(0.7 - x, -1.1 - y, minus);
      double squareRe = x * x - y * y;
      double squareIm = 2 * x * y;
      double re = slope[0] + (squareRe * third[0] - squareIm * third[1]) / 6;
      double im = slope[1] + (squareRe * third[1] + squareIm * third[0]) / 6;
      assertEquals(2 * (x * re - y * im), plus[0] - minus[0], 1e-13);
      assertEquals(2 * (x * im + y * re), plus[1] - minus[1], 1e-13);
    }
  }

  @Test
  void aBatchHasTheBitsOfItsPoints() {
    RandomStream random = Streams.of(20241117, "complex points", 0, 0);
    double[] x = new double[37];
    double[] y = new double[37];
    random.gaussians(x, 0, 1, 37);
    random.gaussians(y, 0, 1, 37);
    double[] re = new double[37];
    double[] im = new double[37];
    CUBIC.evaluate(x, y, 37, re, im);
    double[] out = new double[2];
    for (int b = 0; b < 37; b++) {
      CUBIC.evaluate(x[b], y[b], out);
      assertEquals(out[0], re[b]);
      assertEquals(out[1], im[b]);
    }
  }

  @Test
  void rotationTurnsTheArgument() {
    double[] turned = new double[2];
    double[] there = new double[2];
    CUBIC.rotated(0.4).evaluate(1.3, -0.2, turned);
    CUBIC.evaluate(
        1.3 * Math.cos(0.4) + 0.2 * Math.sin(0.4),
        1.3 * Math.sin(0.4) - 0.2 * Math.cos(0.4),
        there);
    assertArrayEquals(there, turned, 1e-13);
  }

  @Test
  void leadingZerosAreNoDegree() {
    ComplexPolynomial constant =
        ComplexPolynomial.of(new double[] {2, 0, 0}, new double[] {1, 0, 0});
    assertEquals(0, constant.degree());
    assertEquals(0, constant.derivative().degree());
    assertEquals(0.0, constant.derivative().coefficientRe(0));
    assertEquals(ComplexPolynomial.quartic(0, 1, 0, 0).degree(), 2);
  }

  @Test
  void refusesWhatIsNoPolynomial() {
    assertThrows(
        IllegalArgumentException.class, () -> ComplexPolynomial.of(new double[0], new double[0]));
    assertThrows(
        IllegalArgumentException.class, () -> ComplexPolynomial.of(new double[2], new double[1]));
    assertThrows(
        IllegalArgumentException.class, () -> ComplexPolynomial.quartic(Double.NaN, 0, 1, 0));
  }
}
