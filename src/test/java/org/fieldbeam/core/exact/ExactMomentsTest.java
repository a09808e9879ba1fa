package org.fieldbeam.core.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.action.SitePolynomial;
import org.fieldbeam.core.lattice.Lattice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExactMomentsTest {
  private static void close(Complex expected, Complex actual, double tolerance) {
    assertTrue(
        expected.minus(actual).abs() <= tolerance * (1 + expected.abs()),
        () -> expected + " against " + actual);
  }

  static Stream<Complex> parameters() {
    return Stream.concat(
        IntStream.rangeClosed(-12, 12).mapToObj(aI -> Complex.of(-4, aI)),
        Stream.of(Complex.of(1, 3), Complex.of(-2, 10), Complex.of(0), Complex.of(0, 5)));
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void quadratureAgreesWithTheBesselForm(Complex a) {
    for (Complex b : new Complex[] {Complex.of(1), Complex.of(1.3, 0.2)}) {
      ExactMoments moments = ExactMoments.of(a, b);
      Complex z = QuarticBessel.integral(a, b, 0);
      close(z, moments.partitionFunction(), 1e-11);
      for (int n = 2; n <= 8; n += 2) {
        close(QuarticBessel.integral(a, b, n).over(z), moments.moment(n), 1e-10);
      }
      assertEquals(Complex.of(0), moments.moment(3));
    }
  }

  /** int d/dx (x^(n+1) exp(-S)) = 0: (n + 1) <x^n> = 2 a <x^(n+2)> + 4 b <x^(n+4)>. */
  @ParameterizedTest
  @MethodSource("parameters")
  void momentsFulfilTheSchwingerDysonEquations(Complex a) {
    Complex b = Complex.of(1.3, -0.2);
    ExactMoments moments = ExactMoments.of(a, b);
    for (int n = 0; n <= 6; n += 2) {
      Complex right =
          a.times(2).times(moments.moment(n + 2)).plus(b.times(4).times(moments.moment(n + 4)));
      close(moments.moment(n).times(n + 1), right, 1e-11);
    }
  }

  /** Values computed elsewhere to 30 digits. */
  @Test
  void toyOfFukushimaAndKamata() {
    ExactMoments moments = ExactMoments.of(SitePolynomial.quartic(Lattice.of(1), -4, 1));
    assertEquals(73.18582368191608, moments.partitionFunction().re(), 1e-11);
    assertEquals(1.8353417214904595, moments.moment(2).re(), 1e-13);
    assertEquals(3.920683442980919, moments.moment(4).re(), 1e-13);
    assertEquals(9.217873177079682, moments.moment(6).re(), 1e-12);
    assertEquals(23.336600657885512, moments.moment(8).re(), 1e-11);
    Complex correct = Complex.of(-0.0184148143, -0.0435670622);
    close(correct, ExactMoments.of(Complex.of(-4, 10), Complex.of(1)).moment(2), 1e-10);
  }

  @Test
  void toyOfAartsWangAndZhou() {
    ExactMoments single = ExactMoments.of(SitePolynomial.anharmonic(Lattice.of(1), 1, 0.4));
    assertEquals(0.862096589332, single.moment(2).re(), 1e-12);
    assertEquals(2.06855116, single.moment(4).re(), 1e-8);
    ExactMoments doubled = ExactMoments.of(SitePolynomial.anharmonic(Lattice.of(1), -1, 0.4));
    assertEquals(13.6730337539, doubled.moment(2).re(), 1e-10);
  }

  @Test
  void aGaussianHasTheMomentsOfAGaussian() {
    ExactMoments moments = ExactMoments.of(0.8, 0);
    assertEquals(Math.sqrt(Math.PI / 0.8), moments.partitionFunction().re(), 1e-14);
    assertEquals(105 * Math.pow(1.6, -4), moments.moment(8).re(), 1e-12);
  }

  @Test
  void whatDoesNotConvergeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> ExactMoments.of(1, -1));
    assertThrows(IllegalArgumentException.class, () -> ExactMoments.of(0, 0));
    assertThrows(IllegalArgumentException.class, () -> ExactMoments.of(Double.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> ExactMoments.of(1, 1).moment(-2));
    assertThrows(
        IllegalArgumentException.class, () -> ExactMoments.of(Phi4.of(Lattice.of(4), 0.2, 0.1)));
  }
}
