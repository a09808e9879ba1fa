package org.fieldbeam.core.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Chains whose rows come by turns are told from those that come one after the other.
 *
 * <p>False alarms: a white series gives one with about 1e-6, the others here with less; of chains
 * by turns none is missed by chance that is not weaker than the tables say by five of its errors.
 */
class ChainSplitTest {
  private final Random random = new Random(20240607);

  /** Autoregressive chains of unit variance. */
  private double[][] chains(double a, int chains, int length) {
    double[][] x = new double[chains][length];
    for (double[] chain : x) {
      chain[0] = random.nextGaussian();
      for (int t = 1; t < length; t++) {
        chain[t] = a * chain[t - 1] + Math.sqrt(1 - a * a) * random.nextGaussian();
      }
    }
    return x;
  }

  private static double[] byTurns(double[][] chains) {
    double[] rows = new double[chains.length * chains[0].length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = chains[i % chains.length][i / chains.length];
    }
    return rows;
  }

  private static double[] oneAfterTheOther(double[][] chains) {
    double[] rows = new double[chains.length * chains[0].length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = chains[i / chains[0].length][i % chains[0].length];
    }
    return rows;
  }

  @ParameterizedTest
  @CsvSource({
    "0.7, 4, 256",
    "0.7, 8, 128",
    "0.9, 8, 128",
    "0.9, 16, 64",
    "0.7, 64, 64",
    "0.97, 64, 64",
    "0.6, 3, 1000",
    "0.9, 300, 20"
  })
  void turnsAreFound(double a, int chains, int length) {
    double[] rows = byTurns(chains(a, chains, length));
    double[] white = random.doubles(rows.length).toArray();
    Optional<ChainSplit.Interleaving> found = ChainSplit.interleaving(white, rows);
    assertTrue(found.isPresent());
    assertEquals(chains, found.get().lag());
    assertEquals(1, found.get().series());
    // only the order of the values counts
    double[] stretched = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      stretched[i] = Math.exp(30 * rows[i]);
    }
    assertEquals(found, ChainSplit.interleaving(white, stretched));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1024", "0, 1024, 1", "0.5, 1, 1024", "0.9, 1, 1024", "0.99, 1, 1024", "-0.5, 1, 1024",
    "-0.9, 1, 1024", "0.9, 8, 128", "0.9, 256, 4", "0.99, 32, 32", "0, 1, 16", "0.9, 2, 2"
  })
  void chainsOneAfterTheOtherPass(double a, int chains, int length) {
    for (int sample = 0; sample < 20; sample++) {
      double[] rows = oneAfterTheOther(chains(a, chains, length));
      assertFalse(ChainSplit.interleaving(rows).isPresent());
      double[] squares = new double[rows.length];
      for (int i = 0; i < rows.length; i++) {
        squares[i] = rows[i] * rows[i];
      }
      assertFalse(ChainSplit.interleaving(rows, squares).isPresent());
    }
  }

  /** Series that do not fluctuate, and single huge values at equal distances. */
  @ParameterizedTest
  @CsvSource({"0", "1", "1e300"})
  void whatHasNoCorrelationsPasses(double size) {
    double[] rows = random.doubles(1000).toArray();
    rows[100] = size;
    rows[117] = size;
    assertFalse(ChainSplit.interleaving(rows).isPresent());
    assertFalse(ChainSplit.interleaving(new double[1000]).isPresent());
    assertFalse(ChainSplit.interleaving(new double[0]).isPresent());
  }

  /** Fields that are independent but for those at the cuts, which share a part. */
  @ParameterizedTest
  @CsvSource({"0, 7, 100", "0, 63, 20", "0.5, 7, 100", "0.7, 63, 20"})
  void fieldsAtCuts(double shared, int cuts, int volume) {
    double[][] ends = new double[cuts][volume];
    double[][] starts = new double[cuts][volume];
    double[][] apart = new double[64][volume];
    for (int cut = 0; cut < cuts; cut++) {
      for (int x = 0; x < volume; x++) {
        ends[cut][x] = random.nextGaussian();
        starts[cut][x] =
            shared * ends[cut][x] + Math.sqrt(1 - shared * shared) * random.nextGaussian();
      }
    }
    for (double[] field : apart) {
      for (int x = 0; x < volume; x++) {
        field[x] = random.nextGaussian();
      }
    }
    double score = ChainSplit.overlapAtCuts(ends, starts, apart);
    if (shared == 0) {
      // fixed seed; beyond 4.5 with a probability of 7e-6
      assertEquals(0, score, 4.5);
    } else {
      // a mean of at least 0.5 sqrt(7 * 100) = 13
      assertTrue(score > ChainSplit.SCORE, "score " + score);
    }
    assertEquals(0, ChainSplit.overlapAtCuts(new double[0][], new double[0][], apart));
  }
}
