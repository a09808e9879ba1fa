package org.fieldbeam.core.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgreementTest {
  private static final List<String> NAMES = List.of("a", "b", "square", "sum", "c");

  /** Chains by length, and the correlation of neighbours. */
  private record Shape(int chains, int length, double correlation) {}

  /**
   * Five quantities of three processes of different correlation: two that have most in common, a
   * square, a linear function of the ones before, and one that stands alone.
   */
  private static JointEstimate ensemble(SplittableRandom random, Shape shape, double shift) {
    int size = NAMES.size();
    double[][][] rows = new double[shape.chains()][shape.length()][size];
    double[] mean = new double[size];
    double slow = shape.correlation();
    for (double[][] chain : rows) {
      double x = random.nextGaussian();
      double y = random.nextGaussian();
      double z = random.nextGaussian();
      for (double[] row : chain) {
        row[0] = x + shift;
        row[1] = 3 + x + 0.3 * y + shift;
        row[2] = (x + z) * (x + z) / 2;
        row[3] = 2 * row[0] - row[1] + 5 * row[2];
        row[4] = z + 0.2 * random.nextGaussian();
        for (int i = 0; i < size; i++) {
          mean[i] += row[i] / (shape.chains() * shape.length());
        }
        x = slow * x + Math.sqrt(1 - slow * slow) * random.nextGaussian();
        y = -0.4 * slow * y + Math.sqrt(1 - 0.16 * slow * slow) * random.nextGaussian();
        z = 0.5 * slow * z + Math.sqrt(1 - 0.25 * slow * slow) * random.nextGaussian();
      }
    }
    BlockSums blocks = new BlockSums(size, shape.length());
    GammaSums gamma = new GammaSums(size, 200, shape.length());
    double[] deviations = new double[size];
    for (int t = 0; t < shape.length(); t++) {
      for (int c = 0; c < shape.chains(); c++) {
        for (int i = 0; i < size; i++) {
          deviations[i] = rows[c][t][i] - mean[i];
        }
        blocks.add(c, deviations);
        gamma.add(c, deviations);
      }
    }
    GammaMethod method = new GammaMethod(gamma.sums(), GammaMethod.DEFAULT_S, 1);
    List<Estimate> estimates = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      estimates.add(method.estimate(i, mean[i]));
    }
    return JointEstimate.of(NAMES, estimates, blocks.sums(), shape.length());
  }

  /** Ensembles of one law: p is uniform, whatever their sizes. */
  @ParameterizedTest
  @CsvSource({
    "64, 64, 0, 4096, 1, 0",
    "64, 64, 0.5, 8, 512, 0",
    "1, 4000, 0.5, 1, 4000, 0.5",
    "10, 200, 0.6, 1000, 2, 0",
    "4, 1000, 0, 4, 1000, 0.8",
    "16, 16, 0, 16, 64, 0.3",
  })
  void probabilitiesAreUniform(
      int chains, int length, double slow, int others, int otherLength, double otherSlow) {
    SplittableRandom random = new SplittableRandom(99);
    int repeats = 250;
    double[] p = new double[repeats];
    for (int i = 0; i < repeats; i++) {
      Agreement agreement =
          Agreement.of(
              ensemble(random, new Shape(chains, length, slow), 0),
              ensemble(random, new Shape(others, otherLength, otherSlow), 0));
      // the fourth quantity is a linear function of those before
      assertEquals(List.of("a", "b", "square", "c"), agreement.names());
      p[i] = agreement.probability();
    }
    // Of good pairs p is uniform: a distance beyond 1e-5 of samples, and .05 for approximations.
    KolmogorovSmirnov distance = KolmogorovSmirnov.of(p, x -> x);
    double critical = KolmogorovSmirnov.critical(1e-5, repeats) + 0.05;
    assertTrue(distance.distance() < critical, distance.toString());
    assertTrue(Arrays.stream(p).allMatch(x -> x > Agreement.LEAST_PROBABILITY / 10));
  }

  /** A shift by many standard errors fails, equal ensembles do not. */
  @Test
  void aShiftOfTheQuantitiesFails() {
    SplittableRandom random = new SplittableRandom(3);
    Shape shape = new Shape(16, 200, 0.3);
    JointEstimate good = ensemble(random, shape, 0);
    JointEstimate shifted = ensemble(random, shape, 0.4);
    assertTrue(Agreement.of(good, shifted).check("other").failed());
    assertTrue(Agreement.of(good, ensemble(random, shape, 0)).check("other").passed());
    assertEquals(1, Agreement.of(good, good).probability());
  }

  @Test
  void tooFewBlocksAreNotJudged() {
    SplittableRandom random = new SplittableRandom(4);
    JointEstimate few = ensemble(random, new Shape(2, 12, 0), 0);
    JointEstimate many = ensemble(random, new Shape(64, 12, 0), 0);
    assertFalse(Agreement.of(few, few).check("other").judged());
    assertTrue(Agreement.of(many, many).check("other").judged());
  }

  /** One quantity: T^2 is the squared pull and nu is Welch's. */
  @Test
  void oneQuantityIsWelchsTest() {
    JointEstimate one = single(1.3, 0.02, 12);
    JointEstimate other = single(1.0, 0.05, 40);
    Agreement agreement = Agreement.of(one, other);
    double nu = 0.07 * 0.07 / (0.02 * 0.02 / 12 + 0.05 * 0.05 / 40);
    assertEquals(nu, agreement.degreesOfFreedom(), 1e-12 * nu);
    assertEquals(0.09 / 0.07, agreement.squaredDistance(), 1e-12);
    assertEquals(Significance.tailOfF(0.09 / 0.07, 1, nu), agreement.probability(), 1e-12);
  }

  private static JointEstimate single(double value, double variance, double degrees) {
    return new JointEstimate(
        List.of("a"), new double[] {value}, new double[][] {{variance}}, degrees);
  }
}
