package org.fieldbeam.core.thimble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.core.exact.Complex;
import org.fieldbeam.core.exact.ExactMoments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LefschetzThimblesTest {
  private static final double TOLERANCE = 1e-10;

  private static ComplexPolynomial quartic(double imaginary) {
    return ComplexPolynomial.quartic(-4, imaginary, 1, 0);
  }

  private static Complex evaluate(ComplexPolynomial polynomial, Complex z) {
    double[] out = new double[2];
    polynomial.evaluate(z.re(), z.im(), out);
    return Complex.of(out[0], out[1]);
  }

  private static void assertClose(Complex expected, Complex actual, double tolerance, String what) {
    double error = expected.minus(actual).abs();
    assertTrue(
        error <= tolerance * Math.max(1, expected.abs()),
        what + ": " + actual + ", expected " + expected);
  }

  @ParameterizedTest
  @CsvSource({
    "-4, 0.5, 1, 0",
    "-4, 1, 1, 0",
    "-4, 4, 1, 0",
    "-4, -4, 1, 0",
    "-4, 10, 1, 0",
    "-4, 12, 1, 0",
    "4, 3, 1, 0",
    "4, 0.1, 1, 0",
    "-2, 10, 1, 0",
    "-1, 2, 0.3, 0.2",
    "1, -2, 0.5, -0.7"
  })
  void theSumOverThimblesIsTheIntegralAlongTheRealAxis(
      double aRe, double aIm, double bRe, double bIm) {
    ExactMoments exact = ExactMoments.of(Complex.of(aRe, aIm), Complex.of(bRe, bIm));
    LefschetzThimbles thimbles =
        LefschetzThimbles.of(ComplexPolynomial.quartic(aRe, aIm, bRe, bIm));
    assertClose(exact.partitionFunction(), thimbles.integral(0), TOLERANCE, "Z");
    for (int n = 1; n <= 8; n++) {
      assertClose(exact.moment(n), thimbles.moment(n), TOLERANCE, "moment " + n);
    }
  }

  @Test
  void actionsWithoutSymmetryDecomposeToo() {
    // quadrature along the real axis: exp(-S) falls so fast that the trapezoidal rule is exact
    ComplexPolynomial action =
        ComplexPolynomial.of(
            new double[] {0, 0.3, -1, 0.2, 0.4, 0, 0.1},
            new double[] {0.1, -0.5, 1.3, 0.1, 0, 0.2, 0.03});
    Complex[] sums = {Complex.of(0), Complex.of(0), Complex.of(0), Complex.of(0)};
    double step = 0.002;
    for (double x = -8; x <= 8; x += step) {
      Complex term = evaluate(action, Complex.of(x)).times(-1).exp().times(step);
      for (int n = 0; n < sums.length; n++) {
        sums[n] = sums[n].plus(term.times(Math.pow(x, n)));
      }
    }
    LefschetzThimbles thimbles = LefschetzThimbles.of(action);
    assertEquals(5, thimbles.thimbles().size());
    for (int n = 0; n < sums.length; n++) {
      assertClose(sums[n], thimbles.integral(n), TOLERANCE, "integral of z^" + n);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 3, 8, 12, -5})
  void allThreeThimblesContribute(double imaginary) {
    LefschetzThimbles all = LefschetzThimbles.of(quartic(imaginary));
    assertEquals(3, all.thimbles().size());
    for (Thimble thimble : all.thimbles()) {
      assertEquals(1, thimble.intersection(), thimble.toString());
      assertClose(
          Complex.of(0), evaluate(quartic(imaginary).derivative(), thimble.saddle()), 1e-13, "S'");
    }
    // the saddle points are 0 and +-sqrt(-a / 2b)
    assertEquals(Complex.of(0), all.thimbles().get(1).saddle());
    Complex outer = Complex.of(2, -imaginary / 2).pow(0.5);
    assertClose(outer, all.thimbles().get(2).saddle(), 1e-14, "saddle");
  }

  @Test
  void forPositiveRealPartOnlyTheOriginContributes() {
    for (Thimble thimble : LefschetzThimbles.of(ComplexPolynomial.quartic(4, 3, 1, 0)).thimbles()) {
      assertEquals(thimble.saddle().abs() == 0 ? 1 : 0, thimble.intersection(), thimble.toString());
    }
  }

  @Test
  void theActionOnTheCurvesIsItsValueAtTheSaddlePlusOrMinusTheSquare() {
    for (Thimble thimble : LefschetzThimbles.of(quartic(3)).thimbles()) {
      for (SteepestCurve.Point p : thimble.descent().points(5, 50)) {
        Complex expected = thimble.action().plus(Complex.of(p.t() * p.t()));
        assertClose(expected, evaluate(quartic(3), p.z()), 1e-13, "descent");
      }
      for (SteepestCurve.Point p : thimble.ascent().points(5, 50)) {
        Complex expected = thimble.action().minus(Complex.of(p.t() * p.t()));
        assertClose(expected, evaluate(quartic(3), p.z()), 1e-13, "ascent");
      }
    }
  }

  @Test
  void theCurvesFollowTheGradientFlow() {
    // dz/dtau = conj(S'): the slope has its direction, towards larger t
    Thimble thimble = LefschetzThimbles.of(quartic(3)).thimbles().get(2);
    for (SteepestCurve.Point p : thimble.descent().points(4, 20)) {
      Complex flow = evaluate(quartic(3).derivative(), p.z());
      Complex product = p.slope().times(flow); // slope / conj(flow), up to a positive factor
      assertEquals(0, product.im(), 1e-11 * product.abs() + 1e-12, "t = " + p.t());
      assertTrue(product.re() * p.t() >= 0, "t = " + p.t());
    }
  }

  @Test
  void aDrawnCurveLeavesTheDiscAtBothEndsInShortSteps() {
    Thimble thimble = LefschetzThimbles.of(quartic(6)).thimbles().get(0);
    for (SteepestCurve curve : List.of(thimble.descent(), thimble.ascent())) {
      List<SteepestCurve.Point> points = curve.within(5, 0.1);
      assertTrue(points.get(0).z().abs() > 5);
      assertTrue(points.get(points.size() - 1).z().abs() > 5);
      for (int i = 1; i < points.size(); i++) {
        double step = points.get(i).z().minus(points.get(i - 1).z()).abs();
        assertTrue(step < 0.3, "step of " + step);
        assertTrue(points.get(i).t() > points.get(i - 1).t());
      }
    }
  }

  @Test
  void theOneLoopWeightIsTheLimitOfALargeAction() {
    // S = N s: corrections to the leading order fall as 1/N
    double[] errors = new double[3];
    double scale = 20;
    for (int k = 0; k < errors.length; k++, scale *= 2) {
      Thimble thimble =
          LefschetzThimbles.of(ComplexPolynomial.quartic(-scale, scale, scale, 0))
              .thimbles()
              .get(2);
      Complex ratio = thimble.integral(0).over(thimble.oneLoopWeight());
      errors[k] = ratio.minus(Complex.ONE).abs();
    }
    assertEquals(2, errors[0] / errors[1], 0.2);
    assertEquals(2, errors[1] / errors[2], 0.1);
  }

  @Test
  void theOneLoopMomentHasTheClosedForm() {
    // weights w_0 = -i sqrt(pi / (-a)), w = 2 exp(a^2 / 4b) sqrt(pi / (-2a)); values 1/2a, -a/2b
    Complex a = Complex.of(-4, 4);
    Complex zero = Complex.of(Math.PI).over(a.times(-1)).pow(0.5).times(Complex.of(0, -1));
    Complex outer =
        Complex.of(Math.PI).over(a.times(-2)).pow(0.5).times(a.times(a).times(0.25).exp()).times(2);
    Complex value =
        zero.times(Complex.ONE.over(a.times(2)))
            .plus(outer.times(a.times(-0.5)))
            .over(zero.plus(outer));
    assertClose(value, LefschetzThimbles.of(quartic(4)).oneLoopSquare(), 1e-13, "one loop");
    assertClose(Complex.of(1.0778, -1.2715), value, 1e-4, "one loop, printed");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 2, 4, 6, 8, 10, 12})
  void theThimbleOfTheOriginIsTheRotatedIntegral(double imaginary) {
    // Z_0 = -i Z(-a), M2_0 = +i M2(-a)
    LefschetzThimbles all = LefschetzThimbles.of(quartic(imaginary));
    ExactMoments turned = ExactMoments.of(Complex.of(4, -imaginary), Complex.of(1));
    Complex z = turned.partitionFunction();
    Thimble origin = all.nearest(Complex.of(0));
    assertClose(z.times(Complex.of(0, -1)), origin.integral(0), TOLERANCE, "Z_0");
    Complex m2 = turned.moment(2).times(z).times(Complex.of(0, 1));
    assertClose(m2, origin.integral(2), TOLERANCE, "M2_0");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1.872939, -0.556684", "2, 1.904198, -1.067918", "4, 1.944170, -2.066658",
    "6, 1.965257, -3.057951", "8, 1.976910, -4.049511", "10, 1.983776, -5.042584"
  })
  void theOuterThimblesAloneHaveTheirOwnMean(double imaginary, double re, double im) {
    // (M2 - M2_0) / (Z - Z_0), to the digits given
    LefschetzThimbles all = LefschetzThimbles.of(quartic(imaginary));
    Thimble origin = all.nearest(Complex.of(0));
    Complex outer =
        all.integral(2, thimble -> thimble != origin)
            .over(all.integral(0, thimble -> thimble != origin));
    assertClose(Complex.of(re, im), outer, 1.5e-6, "outer thimbles");
    Complex whole =
        all.integral(0, thimble -> thimble == origin).plus(all.integral(0, t -> t != origin));
    assertClose(all.integral(0), whole, 1e-13, "Z");
  }

  @Test
  void stokesLinesAndDegenerateSaddlesAreRefused() {
    String stokes =
        assertThrows(IllegalArgumentException.class, () -> LefschetzThimbles.of(quartic(0)))
            .getMessage();
    assertTrue(stokes.contains("Stokes line"), stokes);
    String degenerate =
        assertThrows(
                IllegalArgumentException.class,
                () -> LefschetzThimbles.of(ComplexPolynomial.quartic(0, 0, 1, 0)))
            .getMessage();
    assertTrue(degenerate.contains("degenerate"), degenerate);
    assertThrows(
        IllegalArgumentException.class,
        () -> LefschetzThimbles.of(ComplexPolynomial.quartic(1, 0, -1, 0)));
    assertThrows(
        IllegalArgumentException.class,
        () -> LefschetzThimbles.of(ComplexPolynomial.of(new double[] {1, 2}, new double[2])));
  }
}
