package org.fieldbeam.core.diffusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.statistics.Check;
import org.junit.jupiter.api.Test;

class AcceptRejectTest {
  private static double[] gaussians(int n, double sd) {
    double[] w = new double[n];
    Streams.of(5, "weights", 0, 0).gaussians(w, 0, 1, n);
    for (int i = 0; i < n; i++) {
      w[i] *= sd;
    }
    return w;
  }

  @Test
  void equalWeightsArePerfect() {
    double[] w = new double[100];
    Arrays.fill(w, 1234.5);
    ImportanceWeights weights = ImportanceWeights.of(w);
    assertEquals(1, weights.effectiveSampleSize().value(), 1e-14);
    assertEquals(1, weights.acceptance().value(), 1e-14);
    assertEquals(0.01, weights.largestWeight().value(), 1e-16);
    assertEquals(1234.5, weights.logPartitionFunction().value(), 1e-10);
    assertEquals(0, weights.acceptance().error(), 1e-14);
  }

  @Test
  void acceptanceIsTheMeanOverAllPairs() {
    double[] w = gaussians(60, 1);
    double pairs = 0;
    double sum = 0;
    for (double a : w) {
      sum += Math.exp(a);
      for (double b : w) {
        pairs += Math.exp(Math.min(a, b));
      }
    }
    assertEquals(pairs / (60 * sum), ImportanceWeights.of(w).acceptance().value(), 1e-12);
  }

  /**
   * For normal log w of variance v: ESS = exp(-v) and ln E[w] = v/2. 4 standard errors: a false
   * alarm in 1 of 10^4 seeds.
   */
  @Test
  void logNormalWeights() {
    double v = 0.25;
    ImportanceWeights weights = ImportanceWeights.of(gaussians(20000, Math.sqrt(v)));
    assertTrue(Math.abs(weights.effectiveSampleSize().pull(Math.exp(-v))) < 4);
    assertTrue(Math.abs(weights.logPartitionFunction().pull(v / 2)) < 4);
    assertEquals(Math.sqrt(v), weights.robustSd(), 0.02);
    assertEquals(0, weights.outliers());
  }

  @Test
  void runawaysAreCountedAndRefused() {
    double[] w = gaussians(1000, 0.2);
    w[17] = 40;
    w[18] = -1e4;
    ImportanceWeights weights = ImportanceWeights.of(w);
    assertEquals(2, weights.outliers());
    Check refused = weights.runaways();
    assertFalse(refused.passed());
    assertEquals(2, refused.value());
    assertTrue(refused.explanation().startsWith("2 of 1000 log weights are further than 5"));
    assertTrue(ImportanceWeights.of(gaussians(1000, 0.2)).runaways().passed());
    w[3] = Double.NaN;
    var nan = assertThrows(IllegalArgumentException.class, () -> ImportanceWeights.of(w));
    assertTrue(nan.getMessage().contains("proposal 3 is NaN"));
  }

  /**
   * Proposals uniform over 4 states, target 1:2:3:4. 4 chains of 50000; the spread of a chain's
   * frequency is estimated by the chains themselves, and 5 of those standard errors plus a floor
   * are passed by chance in fewer than 1 of 10^3 seeds.
   */
  @Test
  void chainsVisitStatesByTheirWeight() {
    int n = 50000;
    List<IndependenceMetropolis> chains = new ArrayList<>();
    double[] visits = new double[4];
    for (int c = 0; c < 4; c++) {
      IndependenceMetropolis chain = new IndependenceMetropolis(11, "correct", c);
      RandomStream random = Streams.of(12, "proposals", c, 0);
      int state = 0;
      for (int i = 0; i < n; i++) {
        int proposal = random.nextInt(4);
        if (chain.propose(Math.log(proposal + 1.0))) {
          state = proposal;
        }
        visits[state] += 1.0 / (4 * n);
      }
      chains.add(chain);
    }
    for (int state = 0; state < 4; state++) {
      assertEquals((state + 1) / 10.0, visits[state], 0.006);
    }
    // Rejection of proposal j at i: exact acceptance sum_ij p_i min(1, w_j/w_i)/4 = 0.75.
    IndependenceMetropolis.Summary summary = IndependenceMetropolis.summary(chains);
    assertTrue(Math.abs(summary.acceptance().pull(0.75)) < 4, summary.toString());
    assertEquals(4L * (n - 1), summary.proposals());
    assertTrue(summary.chainLength().passed());
    assertEquals(n / summary.tauInt().value(), summary.chainLength().value(), 1e-9);
    assertTrue(summary.tauInt().value() > 0.5 && summary.tauInt().value() < 1.5);
    assertTrue(summary.longestRejectionRun().value() >= 5);
  }

  @Test
  void aChainDoesNotMoveToAHopelessProposalAndRefusesNaN() {
    IndependenceMetropolis chain = new IndependenceMetropolis(1, "correct", 0);
    assertTrue(chain.propose(0));
    for (int i = 0; i < 20; i++) {
      chain.propose(-1000);
    }
    assertEquals(0, chain.logWeight());
    assertEquals(20, chain.summary().longestRejectionRun().value());
    // 1/2 + (1 + 2 + ... + 20) / 20
    assertEquals(11, chain.summary().tauInt().value(), 1e-12);
    assertFalse(chain.summary().chainLength().passed(), "21 proposals are two tau_int");
    assertThrows(IllegalArgumentException.class, () -> chain.propose(Double.NaN));
  }
}
