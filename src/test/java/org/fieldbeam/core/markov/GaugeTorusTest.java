package org.fieldbeam.core.markov;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.U1Action;
import org.fieldbeam.core.action.angle.GaugeTorus;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.GammaAverages.Quantity;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exact averages of two-dimensional U(1) gauge theory, by characters and by quadrature. */
final class GaugeTorusTest {
  private static GaugeTorus torus(double beta, int... shape) {
    return U1Action.of(Lattice.of(shape), beta).gaugeTorus().orElseThrow();
  }

  /** The topological charge, plaquette by plaquette. */
  private static double charge(Lattice lattice, double[] phi, int batch, int b) {
    double sum = 0;
    for (int x = 0; x < lattice.volume(); x++) {
      sum +=
          Angles.wrap(
              phi[2 * x * batch + b]
                  + phi[(2 * lattice.forward(x, 0) + 1) * batch + b]
                  - phi[2 * lattice.forward(x, 1) * batch + b]
                  - phi[(2 * x + 1) * batch + b]);
    }
    return sum / (2 * Math.PI);
  }

  static Quantity chargeSquared(Lattice lattice) {
    return (phi, batch, out) -> {
      for (int b = 0; b < batch; b++) {
        double charge = charge(lattice, phi, batch, b);
        assertEquals(Math.rint(charge), charge, 1e-12 * lattice.volume());
        out[b] = charge * charge;
      }
    };
  }

  /** The probability of |Q| = q. */
  private static Quantity chargeIs(Lattice lattice, int q) {
    return (phi, batch, out) -> {
      for (int b = 0; b < batch; b++) {
        out[b] = Math.rint(Math.abs(charge(lattice, phi, batch, b))) == q ? 1 : 0;
      }
    };
  }

  /**
   * Of three free plaquettes the fourth is 2 pi Q minus their sum, if that is an angle: by the
   * midpoint rule, whose error is that of the edge, h^2 and less.
   */
  @ParameterizedTest
  @CsvSource({"0.5, 0", "0.5, 1", "2, 0", "2, 1", "-1, 0", "-1, 1"})
  void probabilitiesAreThoseOfFourPlaquettes(double beta, int charge) {
    int points = 96;
    double[] weights = new double[2];
    for (int i = 0; i < points; i++) {
      for (int j = 0; j < points; j++) {
        for (int k = 0; k < points; k++) {
          double a = Math.PI * ((2 * i + 1.0) / points - 1);
          double b = Math.PI * ((2 * j + 1.0) / points - 1);
          double c = Math.PI * ((2 * k + 1.0) / points - 1);
          double d = Angles.wrap(-a - b - c);
          int q = (int) Math.abs(Math.rint((a + b + c + d) / (2 * Math.PI)));
          // a fourth angle of -pi is one of pi as well
          boolean edge = Math.abs(Math.abs(d) - Math.PI) < 1e-9;
          double weight = Math.exp(beta * (Math.cos(a) + Math.cos(b) + Math.cos(c) + Math.cos(d)));
          int other = (int) Math.abs(Math.rint((a + b + c - d) / (2 * Math.PI)));
          weights[Math.min(q, 1)] += edge ? weight / 2 : weight;
          weights[Math.min(other, 1)] += edge ? weight / 2 : 0;
        }
      }
    }
    GaugeTorus torus = torus(beta, 2, 2);
    double exact = charge == 0 ? torus.probability(0) : 2 * torus.probability(charge);
    assertEquals(weights[charge] / (weights[0] + weights[1]), exact, 2e-3);
  }

  @ParameterizedTest
  @CsvSource({"0, 2, 2", "0.3, 2, 3", "1, 4, 4", "7, 16, 16", "11, 8, 8", "-2, 4, 2", "60, 8, 8"})
  void probabilitiesAddUpToOneAndLoopsHaveTheirLimits(double beta, int columns, int rows) {
    GaugeTorus torus = torus(beta, columns, rows);
    double sum = torus.probability(0);
    double square = 0;
    for (int q = 1; q <= columns * rows / 2; q++) {
      assertEquals(torus.probability(q), torus.probability(-q), 1e-14);
      sum += 2 * torus.probability(q);
      square += 2.0 * q * q * torus.probability(q);
    }
    assertEquals(1, sum, 1e-10);
    assertEquals(square, torus.susceptibility() * columns * rows, 1e-8);
    assertEquals(1, torus.wilsonLoop(0), 1e-13);
    // around the whole torus there is nothing
    assertEquals(1, torus.wilsonLoop(columns * rows), 1e-13);
    assertEquals(torus.wilsonLoop(1), torus.wilsonLoop(columns * rows - 1), 1e-13);
    assertThrows(IllegalArgumentException.class, () -> torus.wilsonLoop(columns * rows + 1));
  }

  /** The mean plaquette is d log Z/dbeta per plaquette. */
  @ParameterizedTest
  @CsvSource({"0.4", "2", "9"})
  void thePlaquetteIsTheDerivativeOfThePartitionFunction(double beta) {
    double h = 1e-4;
    double slope =
        (torus(beta + h, 4, 6).logPartitionFunction()
                - torus(beta - h, 4, 6).logPartitionFunction())
            / (2 * h);
    assertEquals(torus(beta, 4, 6).wilsonLoop(1), slope / 24, 1e-8);
  }

  /**
   * At a large beta plaquettes are Gaussian, of the variance (1 - 1/V)/beta: &lt;cos&gt; = 1 -
   * that/2 to relative order 1/beta. That takes no longer than at a small one.
   */
  @ParameterizedTest
  @CsvSource({"1e4", "1e6", "1e10"})
  void plaquettesAreGaussianAtLargeBeta(double beta) {
    GaugeTorus torus = torus(beta, 4, 4);
    double variance = (1 - 1 / 16.0) / beta;
    assertEquals(1 - variance / 2, torus.wilsonLoop(1), variance / beta + 1e-13);
    // log Z = 2V log 2 pi + V log I_0 + log z, I_0 = e^beta/sqrt(2 pi beta), z = sqrt(2 pi beta/V)
    double free =
        16 * beta + 32 * Math.log(2 * Math.PI) - 7.5 * Math.log(2 * Math.PI * beta) - Math.log(4);
    assertEquals(free, torus.logPartitionFunction(), 16 / beta + 1e-14 * free);
  }

  /**
   * On a stiff torus the charge is 0 but for exp(-V beta (1 - cos(2 pi/V))), a number that no
   * double holds; beyond some beta/V the integral of P(Q) would be long.
   */
  @ParameterizedTest
  @CsvSource({"396", "404", "1e6", "1e12"})
  void theChargeOfAStiffTorusIsZero(double beta) {
    GaugeTorus torus = torus(beta, 2, 2);
    assertEquals(1, torus.probability(0), 1e-12);
    for (int charge : new int[] {-2, -1, 1, 2, 7}) {
      assertEquals(0, torus.probability(charge), 1e-15);
    }
    assertEquals(0, torus.susceptibility(), 1e-15);
  }

  /** Where plaquettes lie near pi, the sums are known as long as they hold. */
  @Test
  void negativeBetaIsKnownAsFarAsItsSumsAre() {
    GaugeTorus torus = torus(-8, 2, 2);
    double sum = torus.probability(0) + 2 * torus.probability(1) + 2 * torus.probability(2);
    assertEquals(1, sum, 1e-9);
    assertEquals(Optional.empty(), U1Action.of(Lattice.of(2, 2), -8.1).gaugeTorus());
    assertEquals(Optional.empty(), U1Action.of(Lattice.of(3, 3), -18.1).gaugeTorus());
    // 9 <cos> = d log Z/dbeta, to the order of h^2 and to the digits that remain of z
    double h = 0.05;
    double slope =
        (torus(-17 + h, 3, 3).logPartitionFunction() - torus(-17 - h, 3, 3).logPartitionFunction())
            / (2 * h);
    assertEquals(slope, 9 * torus(-17, 3, 3).wilsonLoop(1), 1e-4);
  }

  /**
   * Independent samples and hybrid Monte Carlo with windings have the exact distribution of Q where
   * plain trajectories do not move it. Joint false alarm 1e-4, 7e-6 for each ({@link
   * GammaAverages}).
   */
  @Test
  void chargesHaveTheirProbabilities() {
    Lattice lattice = Lattice.of(8, 8);
    Action action = U1Action.of(lattice, 6);
    GaugeTorus torus = action.gaugeTorus().orElseThrow();
    GammaAverages averages = new GammaAverages();
    for (Algorithm algorithm :
        new Algorithm[] {new ExactSamples(), new Hmc(0.5, 4, Integrator.LEAPFROG, 4)}) {
      MarkovChains chains = algorithm.start(action, Start.hot(), 5, algorithm.toString(), 0, 64);
      averages.compare(
          algorithm.toString(),
          GammaAverages.run(
              chains,
              60,
              60,
              1,
              chargeIs(lattice, 0),
              chargeIs(lattice, 1),
              chargeSquared(lattice)),
          torus.probability(0),
          2 * torus.probability(1),
          64 * torus.susceptibility());
    }
    averages.assertTogether();
  }
}
