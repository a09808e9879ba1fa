package org.fieldbeam.core.markov;

import static org.fieldbeam.core.markov.ChainAverages.CHAINS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.action.PolynomialAction;
import org.fieldbeam.core.action.SitePotential;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.cluster.MetropolisWolff;
import org.fieldbeam.core.markov.hmc.FourierHmc;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Chains of polynomial actions against quadrature. Seeds are fixed; each comparison has the
 * false-alarm probability 1e-6 (see {@link ChainAverages}), all of them together 4e-5.
 */
final class PolynomialLawsTest {
  private static final long SEED = 20240601;
  private static final SitePotential TILTED = SitePotential.of(0.3, -1, 0.2, 0.4);
  private static final SitePotential SIXTH = SitePotential.of(0, 0.5, 0, -0.7, 0, 0.3);
  private static final SitePotential EIGHTH = SitePotential.of(0.2, 0, 0, -0.5, 0.1, 0, 0, 0.1);

  /** Without clusters, which need an even action. */
  static Stream<Algorithm> algorithms() {
    return Stream.of(
        new Hmc(1.0, 8, Integrator.LEAPFROG),
        new FourierHmc(1.0, 8, Integrator.MINIMUM_NORM, 0.8),
        new MetropolisWolff(1.5, 2, 0));
  }

  /**
   * The two sites of the lattice [2] are joined by two links: {@code exp(4 kappa x y - U(x) -
   * U(y))}, averaged on a grid, which converges exponentially for such a weight.
   */
  private static double twoSites(double kappa, SitePotential u, int powerX, int powerY) {
    double sum = 0;
    double norm = 0;
    for (double x = -5; x <= 5; x += 1.0 / 32) {
      for (double y = -5; y <= 5; y += 1.0 / 32) {
        double weight = StrictMath.exp(4 * kappa * x * y - u.value(x) - u.value(y));
        norm += weight;
        sum += weight * StrictMath.pow(x, powerX) * StrictMath.pow(y, powerY);
      }
    }
    return sum / norm;
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void twoSitesHaveTheExactMoments(Algorithm algorithm) {
    double kappa = 0.2;
    for (SitePotential u : new SitePotential[] {TILTED, SIXTH, EIGHTH}) {
      Action action = PolynomialAction.of(Lattice.of(2), kappa, u);
      for (int n : new int[] {1, 2, 4}) {
        ChainAverages.of(
                algorithm.start(action, Start.hot(), SEED, "two", 0, CHAINS),
                60,
                120,
                1,
                (c, b) -> ChainAverages.power(c, b, n))
            .assertIs(twoSites(kappa, u, n, 0), "phi^" + n + " of " + action);
      }
      ChainAverages.of(
              algorithm.start(action, Start.hot(), SEED, "two", 0, CHAINS),
              60,
              120,
              1,
              (c, b) -> ChainAverages.field(c, b)[0] * ChainAverages.field(c, b)[1])
          .assertIs(twoSites(kappa, u, 1, 1), "phi_0 phi_1 of " + action);
    }
  }

  @Test
  void clustersSampleEvenPolynomials() {
    Action action = PolynomialAction.of(Lattice.of(2), 0.3, SIXTH);
    for (int n : new int[] {2, 4}) {
      ChainAverages.of(
              new MetropolisWolff(1.5, 1, 2).start(action, Start.hot(), SEED, "wolff", 0, CHAINS),
              60,
              120,
              1,
              (c, b) -> ChainAverages.power(c, b, n))
          .assertIs(twoSites(0.3, SIXTH, n, 0), "phi^" + n);
    }
  }

  @Test
  void clustersAreRefusedWhereTheSignMatters() {
    Action tilted = PolynomialAction.of(Lattice.of(4, 4), 0.2, TILTED);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new MetropolisWolff(1, 1, 1).start(tilted, Start.hot(), SEED, "odd", 0, CHAINS))
            .getMessage();
    assertTrue(message.contains("not even"), message);
  }

  /** phi^4 by another name: the same kernels, the same bits. */
  @Test
  void quarticPolynomialsAreThoseOfPhi4() {
    Lattice lattice = Lattice.of(4, 6);
    Action phi4 = Phi4.of(lattice, 0.26, 0.022);
    Action same = PolynomialAction.of(lattice, 0.26, SitePotential.of(0, 1 - 2 * 0.022, 0, 0.022));
    for (Algorithm algorithm :
        new Algorithm[] {new Hmc(1, 5, Integrator.LEAPFROG), new MetropolisWolff(1, 1, 1)}) {
      MarkovChains expected = algorithm.start(phi4, Start.hot(), SEED, "same", 0, CHAINS);
      MarkovChains chains = algorithm.start(same, Start.hot(), SEED, "same", 0, CHAINS);
      expected.advance(5);
      chains.advance(5);
      assertArrayEquals(expected.fields(), chains.fields());
    }
  }
}
