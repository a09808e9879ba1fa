package org.fieldbeam.core.markov;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.FreeField;
import org.fieldbeam.core.action.SitePolynomial;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.GammaMethod;
import org.fieldbeam.core.statistics.GammaSums;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Quoted errors of chains that anticorrelate: trajectories of a length that turns modes over. The
 * zero mode of the free field becomes cos(omega l) times itself, so that rho(t) = cos(omega l)^t.
 */
class ErrorsOfChainsTest {
  private static final int ENSEMBLES = 400;
  private static final int CHAINS = 8;
  private static final int LENGTH = 64;

  /** Action, algorithm, what of M is averaged, and its exact average; tau_int is below 1/2. */
  static Stream<Arguments> anticorrelated() {
    Hmc long20 = new Hmc(2, 20, Integrator.LEAPFROG);
    Hmc short10 = new Hmc(1, 10, Integrator.LEAPFROG);
    Action free = FreeField.of(Lattice.of(4, 4), 0.1);
    Action quartic = SitePolynomial.quartic(Lattice.of(1), 1, 1);
    DoubleUnaryOperator identity = m -> m;
    DoubleUnaryOperator cube = m -> m * m * m;
    return Stream.of(
        Arguments.of("free field, M", free, long20, identity),
        Arguments.of("quartic, M", quartic, short10, identity),
        Arguments.of("quartic, M^3", quartic, short10, cube));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("anticorrelated")
  void scatterIsTheQuotedError(
      String name, Action action, Algorithm algorithm, DoubleUnaryOperator power) {
    MarkovChains chains = algorithm.start(action, Start.hot(), 5, name, 0, ENSEMBLES * CHAINS);
    chains.advance(100);
    double[][] series = new double[LENGTH][chains.batch()];
    for (double[] row : series) {
      chains.advance(1);
      double[] phi = chains.fields();
      for (int i = 0; i < phi.length; i++) {
        row[i % row.length] += phi[i] / action.lattice().volume();
      }
      for (int b = 0; b < row.length; b++) {
        row[b] = power.applyAsDouble(row[b]);
      }
    }
    double square = 0;
    double tau = 0;
    for (int ensemble = 0; ensemble < ENSEMBLES; ensemble++) {
      Estimate estimate = mean(series, ensemble * CHAINS);
      tau += estimate.tauInt() / ENSEMBLES;
      square += Math.pow(estimate.pull(0), 2) / ENSEMBLES;
    }
    assertTrue(tau < 0.35, "tau_int " + tau);
    // Squares of 400 unit pulls: spread .07; 5 of them, and .05 for the errors' own errors.
    assertEquals(1, square, 0.4);
  }

  private static Estimate mean(double[][] series, int first) {
    double mean = 0;
    for (double[] row : series) {
      for (int c = 0; c < CHAINS; c++) {
        mean += row[first + c] / (CHAINS * LENGTH);
      }
    }
    GammaSums sums = new GammaSums(1, LENGTH, LENGTH);
    for (double[] row : series) {
      for (int c = 0; c < CHAINS; c++) {
        sums.add(c, new double[] {row[first + c] - mean});
      }
    }
    return new GammaMethod(sums.sums(), GammaMethod.DEFAULT_S, 1).estimate(0, mean);
  }
}
