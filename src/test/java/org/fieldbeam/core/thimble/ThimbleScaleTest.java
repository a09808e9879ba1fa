package org.fieldbeam.core.thimble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.core.exact.Complex;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThimbleScaleTest {
  /** z = c y: the thimbles in other units are the same thimbles. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-7, 1e-3, 30, 1e5})
  void thimblesScale(double c) {
    LefschetzThimbles thimbles = LefschetzThimbles.of(ComplexPolynomial.quartic(-4, 10, 1, 0.3));
    LefschetzThimbles scaled =
        LefschetzThimbles.of(
            ComplexPolynomial.quartic(
                -4 / (c * c), 10 / (c * c), Math.pow(c, -4), 0.3 * Math.pow(c, -4)));
    for (int n = 0; n <= 4; n += 2) {
      Complex ratio = scaled.moment(n).over(thimbles.moment(n)).times(Math.pow(c, -n));
      assertTrue(ratio.minus(Complex.ONE).abs() < 1e-9, n + ": " + ratio);
    }
    for (int i = 0; i < 3; i++) {
      assertEquals(
          thimbles.thimbles().get(i).intersection(), scaled.thimbles().get(i).intersection());
    }
  }

  /** However far it goes, a curve is drawn with some hundred points. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 1, 1e3, 1e9, 1e14})
  void curvesAreDrawnInAFewSteps(double radius) {
    for (Thimble thimble :
        LefschetzThimbles.of(ComplexPolynomial.quartic(-4, 10, 1, 0)).thimbles()) {
      for (SteepestCurve curve : new SteepestCurve[] {thimble.descent(), thimble.ascent()}) {
        int points = curve.within(radius, radius / 150).size();
        assertTrue(points < 2000, radius + ": " + points);
      }
    }
  }
}
