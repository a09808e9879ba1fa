package org.fieldbeam.core.markov.deformed;

import static org.fieldbeam.core.markov.ChainAverages.CHAINS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.SitePolynomial;
import org.fieldbeam.core.diffusion.LangevinScoreFit;
import org.fieldbeam.core.diffusion.LangevinScoreModel;
import org.fieldbeam.core.exact.EulerMaruyamaLaw;
import org.fieldbeam.core.exact.LangevinScore;
import org.fieldbeam.core.exact.NormalLaw;
import org.fieldbeam.core.exact.SiteLaw;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.ChainAverages;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.markov.langevin.Langevin;
import org.fieldbeam.core.schedule.TimeScore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Deformed stochastic quantisation. Seeds are fixed; each comparison has the false-alarm
 * probability 1e-6 (see {@link ChainAverages}).
 */
final class DeformedLangevinTest {
  private static final long SEED = 20240601;
  private static final double EPS = 1.0 / 256;
  private static final SitePolynomial TOY = SitePolynomial.quartic(Lattice.of(1), -4, 1);

  private static final double SQUARE = 1.8353417214904595;
  private static final double FOURTH = 3.920683442980919;

  private static final int TRAJECTORIES = 40_000;

  private static LangevinScoreModel learned;
  private static LangevinScoreModel few;

  /** Learns the score from 40,000 trajectories at 128 times up to 1. */
  @BeforeAll
  static void learn() {
    learned = learn(TRAJECTORIES);
    few = learn(2000);
  }

  private static LangevinScoreModel learn(int chains) {
    LangevinScoreFit fit = new LangevinScoreFit(TOY, EPS, 2, 128, 40);
    double[] sums = new double[fit.size()];
    MarkovChains langevin = new Langevin(EPS).start(TOY, Start.hot(), 7, "learn", 0, chains);
    long[] chain = new long[chains];
    long[] step = new long[chains];
    for (int level = 0; level < 128; level++) {
      langevin.advance(2);
      Arrays.fill(step, langevin.step());
      fit.accumulate(langevin.fields(), chains, chain, step, sums);
    }
    return fit.solve(sums);
  }

  private static double[] end(double lambda, TimeScore score, int updates) {
    MarkovChains running =
        new DeformedLangevin(EPS, lambda, score)
            .start(TOY, Start.hot(), SEED, "d", 0, 128 * CHAINS);
    running.advance(updates);
    return running.fields().clone();
  }

  private static ChainAverages power(double[] x, int power) {
    double[] means = new double[CHAINS];
    for (int i = 0; i < x.length; i++) {
      means[i % CHAINS] += Math.pow(x[i], power) * CHAINS / x.length;
    }
    return ChainAverages.ofChains(means);
  }

  /**
   * The flow with the learned score follows the trajectories: its moments at tau = 1 are those of
   * the Euler-Maruyama scheme, with the errors of averages over the trajectories and over the flow.
   */
  @Test
  void flowWithTheLearnedScoreHasTheLawOfTheTrajectories() {
    double[] x = end(0, learned, 256);
    EulerMaruyamaLaw law = EulerMaruyamaLaw.of(SiteLaw.of(TOY), EPS, EulerMaruyamaLaw.hotStart());
    law.advance(256);
    for (int n = 2; n <= 4; n += 2) {
      ChainAverages average = power(x, n);
      double moment = law.moment(n);
      double learning = Math.sqrt((law.moment(2 * n) - moment * moment) / TRAJECTORIES);
      new ChainAverages(average.mean(), Math.hypot(average.error(), learning))
          .assertIs(moment, "<x^" + n + ">");
    }
  }

  /**
   * With noise it is between the law of the scheme, off exp(-S) by 0.0066 in <x^2>, and exp(-S).
   */
  @Test
  void learnedScoreLeadsToTheStationaryLaw() {
    ChainAverages average = power(end(0.4, learned, 256), 2);
    assertEquals(SQUARE, average.mean(), 0.0066 + ChainAverages.LIMIT * average.error());
  }

  /**
   * Tails drive inwards whatever the fit makes of few trajectories: no chain leaves the range of
   * N(0,1), of which 16384 numbers stay below 5 but for a probability of 1e-2 (seed fixed).
   */
  @ParameterizedTest
  @CsvSource({"0, 128", "0, 512", "0.5, 128", "0.5, 512", "0, 1024"})
  void noChainRunsAwayWithAScoreOfFewTrajectories(double lambda, int rate) {
    MarkovChains chains =
        new DeformedLangevin(1.0 / rate, lambda, few).start(TOY, Start.hot(), 3, "few", 0, 16_384);
    for (int n = 0; n < 8; n++) {
      chains.advance(rate / 8);
      for (double x : chains.fields()) {
        assertTrue(Math.abs(x) < 5, "at tau = " + (n + 1) / 8.0 + " phi is " + x);
      }
    }
  }

  /** At too large a step for the tails of the start the scheme runs away, and says so. */
  @Test
  void aRunawayIsAnError() {
    MarkovChains chains =
        new DeformedLangevin(1.0 / 16, 1, null).start(TOY, Start.hot(), 3, "far", 0, 4096);
    String message =
        assertThrows(IllegalArgumentException.class, () -> chains.advance(50)).getMessage();
    assertTrue(message.contains("ran away") && message.contains("halve the step"), message);
  }

  /** With the exact score the law is exp(-S) at tau = 3, where p_tau is, at any noise. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5})
  void exactScoreLeadsToTheStationaryLaw(double lambda) {
    double[] x = end(lambda, null, 768);
    power(x, 2).assertIs(SQUARE, "<x^2>");
    power(x, 4).assertIs(FOURTH, "<x^4>");
  }

  /**
   * The learned score against the exact one: rms distance, weighed with the law, relative to the
   * rms of the score. The bounds are some three times what the noise of 40,000 trajectories and the
   * splines leave.
   */
  @ParameterizedTest
  @CsvSource({"0.0625, 0.15", "0.25, 0.06", "0.625, 0.06", "1, 0.06"})
  void learnedScoreIsThatOfTheLaw(double tau, double share) {
    int chains = 20_000;
    MarkovChains langevin = new Langevin(EPS).start(TOY, Start.hot(), 9, "test", 0, chains);
    langevin.advance((int) (tau / EPS));
    double[] x = langevin.fields();
    double[] found = new double[chains];
    double[] exact = new double[chains];
    learned.evaluate(x, chains, tau, found, null);
    LangevinScore.of(TOY, EPS / 2).evaluate(x, chains, tau, exact, null);
    double distance = 0;
    double size = 0;
    for (int i = 0; i < chains; i++) {
      distance += Math.pow(found[i] - exact[i], 2);
      size += exact[i] * exact[i];
    }
    assertTrue(distance < share * share * size, "rms " + Math.sqrt(distance / size));
  }

  /** lambda = 0 takes no random numbers after its start: two seeds of the noise, one path. */
  @Test
  void lambdaZeroIsDeterministic() {
    double[] start = {0.7, -1.2, 0.1};
    Algorithm flow = new DeformedLangevin(EPS, 0, null);
    double[][] ends = new double[2][];
    for (int k = 0; k < 2; k++) {
      MarkovChains chains = flow.start(TOY, Start.given(start, 1), SEED + k, "p" + k, 0, 3);
      chains.advance(200);
      ends[k] = chains.fields().clone();
    }
    assertArrayEquals(ends[0], ends[1]);
    assertTrue(Math.abs(ends[0][0] - start[0]) > 0.1);
    assertTrue(ends[0][0] > 0 && ends[0][1] < 0, "the flow never crosses the origin");
  }

  /**
   * In one dimension the flow is monotone and carries quantiles of N(0,1) to quantiles of exp(-S),
   * with errors of second order; there it rests, while the flow of a score that is not stationary
   * at exp(-S) would go on.
   */
  @Test
  void flowCarriesQuantilesToQuantilesAndRests() {
    SiteLaw law = SiteLaw.of(TOY);
    double[] rms = new double[2];
    double[] moved = new double[2];
    for (int k = 0; k < 2; k++) {
      int rate = k == 0 ? 64 : 256;
      MarkovChains flow =
          new DeformedLangevin(1.0 / rate, 0, null).start(TOY, Start.hot(), SEED, "q", 0, 2048);
      double[] start = flow.fields().clone();
      flow.advance(3 * rate);
      double[] x = flow.fields().clone();
      flow.advance(2 * rate);
      for (int i = 0; i < x.length; i++) {
        double target = law.quantile(NormalLaw.cumulative(start[i]));
        rms[k] += Math.pow(x[i] - target, 2) / x.length;
        moved[k] = Math.max(moved[k], Math.abs(flow.fields()[i] - x[i]));
        int next = (i + 1) % x.length;
        assertEquals(start[i] < start[next], x[i] < x[next]);
      }
      rms[k] = Math.sqrt(rms[k]);
    }
    assertTrue(rms[1] < 0.002 && rms[1] < rms[0] / 6, rms[0] + ", " + rms[1]);
    assertTrue(moved[1] < 1e-4, "moved by " + moved[1]);
  }

  /**
   * At lambda = 1 it is the Langevin equation by Heun's scheme: for S = a x^2, x' = (1 - u + u^2/2)
   * x + (1 - u/2) noise with u = 2 a eps, of known stationary variance.
   */
  @Test
  void lambdaOneIsTheLangevinEquation() {
    double a = 0.8;
    double eps = 0.4;
    double u = 2 * a * eps;
    double variance = 2 * eps * Math.pow(1 - u / 2, 2) / (1 - Math.pow(1 - u + u * u / 2, 2));
    Action action = SitePolynomial.quartic(Lattice.of(3), a, 0);
    MarkovChains chains =
        new DeformedLangevin(eps, 1, null).start(action, Start.hot(), SEED, "h", 0, CHAINS);
    ChainAverages.of(chains, 50, 400, 1, (c, b) -> ChainAverages.power(c, b, 2))
        .assertIs(variance, "<x^2>");
  }

  @Test
  void divergenceIsTheSlopeOfTheScore() {
    double[] a = new double[3];
    double[] b = new double[3];
    double[] slope = new double[3];
    for (TimeScore score : List.of(learned, LangevinScore.of(TOY, EPS))) {
      for (double t : new double[] {0, 0.25, 0.9}) {
        score.evaluate(new double[] {-2.2, 0.3, 1.4}, 3, t, a, slope);
        score.evaluate(new double[] {-2.2 - 1e-5, 0.3 - 1e-5, 1.4 - 1e-5}, 3, t, a, null);
        score.evaluate(new double[] {-2.2 + 1e-5, 0.3 + 1e-5, 1.4 + 1e-5}, 3, t, b, null);
        for (int i = 0; i < 3; i++) {
          assertEquals(slope[i], (b[i] - a[i]) / 2e-5, 1e-5);
        }
      }
    }
  }

  @Test
  void refusesWhatItCannotDo() {
    assertThrows(IllegalArgumentException.class, () -> new DeformedLangevin(0.1, 1.1, null));
    double[] one = new double[1];
    assertThrows(
        IllegalArgumentException.class, () -> learned.evaluate(one, 1, 1.01, one.clone(), null));
    Algorithm flow = new DeformedLangevin(0.01, 0, null);
    assertThrows(IllegalArgumentException.class, () -> flow.start(TOY, Start.cold(), 1, "p", 0, 1));
    Action other = SitePolynomial.quartic(Lattice.of(2), -4, 1);
    assertThrows(
        IllegalArgumentException.class,
        () -> new DeformedLangevin(0.01, 0, learned).start(other, Start.hot(), 1, "p", 0, 1));
  }
}
