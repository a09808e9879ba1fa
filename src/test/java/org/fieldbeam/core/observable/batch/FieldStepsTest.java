package org.fieldbeam.core.observable.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How far fields go from one configuration to the next. */
class FieldStepsTest {
  private static final int VALUES = 32;
  private static final int CHAINS = 3000;

  private final SplittableRandom random = new SplittableRandom(1);

  private double[] gaussians(int count) {
    return IntStream.range(0, count).mapToDouble(x -> random.nextGaussian()).toArray();
  }

  private static double[] next(FieldSteps steps, long[] chains, double[] re, double[] im) {
    double[] out = new double[chains.length];
    steps.next(chains, re, im, chains.length, out, new double[chains.length]);
    return out;
  }

  /** Of two chains one stays, and one is changed by scale and signs, or phases; a third begins. */
  @ParameterizedTest
  @ValueSource(ints = {2, 5, 32, 33, 1000})
  void neitherScaleNorSignsAreSteps(int values) {
    double[] u = gaussians(values);
    double[] v = gaussians(values);
    double[] re = new double[2 * values];
    double[] im = new double[2 * values];
    double[] reThen = new double[2 * values];
    double[] imThen = new double[2 * values];
    double[] flipped = new double[2 * values];
    for (int x = 0; x < values; x++) {
      double angle = 2 * Math.PI * random.nextDouble();
      for (int b = 0; b < 2; b++) {
        re[2 * x + b] = u[x];
        im[2 * x + b] = v[x];
        flipped[2 * x + b] = b == 0 ? u[x] : 3.7 * (random.nextBoolean() ? 1 : -1) * u[x];
        reThen[2 * x + b] = b == 0 ? u[x] : 0.2 * (Math.cos(angle) * u[x] - Math.sin(angle) * v[x]);
        imThen[2 * x + b] = b == 0 ? v[x] : 0.2 * (Math.sin(angle) * u[x] + Math.cos(angle) * v[x]);
      }
    }
    long[] chains = {5, 6};
    FieldSteps real = new FieldSteps(values);
    assertArrayEquals(new double[2], next(real, chains, re, null), 0.0);
    assertArrayEquals(new double[2], next(real, chains, flipped, null), 1e-25);
    FieldSteps complex = new FieldSteps(values);
    assertArrayEquals(new double[2], next(complex, chains, re, im), 0.0);
    assertArrayEquals(new double[2], next(complex, chains, reThen, imThen), 1e-25);
    assertArrayEquals(new double[1], next(real, new long[] {7}, gaussians(values), null), 0.0);
  }

  /** Squares of the values are beyond the range of doubles; a power of two changes no digit. */
  @ParameterizedTest
  @ValueSource(ints = {-1000, -540, -510, 0, 400, 511, 1000})
  void theSizeOfFieldsDoesNotMatter(int exponent) {
    FieldSteps steps = new FieldSteps(VALUES);
    FieldSteps scaled = new FieldSteps(VALUES);
    long[] chain = {1};
    for (int i = 0; i < 3; i++) {
      double[] field = gaussians(VALUES);
      double[] other = field.clone();
      Arrays.setAll(other, x -> Math.scalb(field[x], exponent));
      double expected = next(steps, chain, field, null)[0];
      assertEquals(expected, next(scaled, chain, other, null)[0], 1e-12 * expected);
    }
  }

  /** Each chain is compared with itself, wherever its rows stand in whatever batches. */
  @Test
  void stepsDoNotDependOnBatches() {
    double[][] rows = new double[12][];
    Arrays.setAll(rows, i -> gaussians(VALUES));
    FieldSteps one = new FieldSteps(VALUES);
    double[] single =
        IntStream.range(0, 12)
            .mapToDouble(i -> next(one, new long[] {i % 3}, rows[i], null)[0])
            .toArray();
    for (int size : new int[] {2, 5, 12}) {
      FieldSteps many = new FieldSteps(VALUES);
      for (int from = 0; from < 12; from += size) {
        int start = from;
        int n = Math.min(size, 12 - from);
        double[] fields = new double[VALUES * n];
        Arrays.setAll(fields, k -> rows[start + k % n][k / n]);
        long[] chains = IntStream.range(0, n).mapToLong(b -> (start + b) % 3).toArray();
        assertArrayEquals(
            Arrays.copyOfRange(single, from, from + n), next(many, chains, fields, null), 0.0);
      }
    }
  }

  /**
   * Sites x' = r x + sqrt(1 - r^2) noise: |x| and |x'| have the correlation (sqrt(1 - r^2) + r
   * arcsin r - 1)/(pi/2 - 1). Steps and spreads have a relative standard deviation below 1/2, and
   * the ratio of the means of 3000 one of 0.013 at most: 7 %, five of them, is a false alarm with
   * probability 6e-7 for each of the values.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, -0.5, 0.9, 0.999})
  void correlatedFieldsHaveTheStepOfTheirCorrelation(double r) {
    double[] field = gaussians(VALUES * CHAINS);
    double[] noise = gaussians(VALUES * CHAINS);
    double width = Math.sqrt(1 - r * r);
    double[] then = new double[field.length];
    Arrays.setAll(then, i -> r * field[i] + width * noise[i]);
    long[] chains = IntStream.range(0, CHAINS).asLongStream().toArray();
    FieldSteps steps = new FieldSteps(VALUES);
    next(steps, chains, field, null);
    double[] out = new double[CHAINS];
    double[] spreads = new double[CHAINS];
    steps.next(chains, then, null, CHAINS, out, spreads);
    double ratio = Arrays.stream(out).sum() / Arrays.stream(spreads).sum();
    double expected = 1 - (width + r * Math.asin(r) - 1) / (Math.PI / 2 - 1);
    assertEquals(expected, ratio, (2.0 / VALUES + 0.065) * expected);
  }

  /** Fields that are constant over the lattice do not differ, but for their scale. */
  @Test
  void constantFieldsStay() {
    FieldSteps steps = new FieldSteps(VALUES);
    for (double value : new double[] {1, -2.3, 0, 1e-30, 1e30}) {
      double[] field = new double[VALUES];
      Arrays.fill(field, value);
      assertEquals(0, next(steps, new long[1], field, null)[0], 1e-30);
    }
    double step = next(steps, new long[1], gaussians(VALUES), null)[0];
    assertTrue(step > 0.1, "from a constant field to another one: " + step);
  }

  @Test
  void aSingleValueHasNothingToBeComparedWith() {
    assertEquals(List.of("a"), FieldSteps.columns(List.of("a"), 1));
    assertEquals(
        List.of("a", FieldSteps.STEP, FieldSteps.SPREAD), FieldSteps.columns(List.of("a"), 2));
  }
}
