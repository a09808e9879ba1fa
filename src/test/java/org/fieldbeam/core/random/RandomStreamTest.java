package org.fieldbeam.core.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.hipparchus.special.Erf;
import org.junit.jupiter.api.Test;

/**
 * Statistical tests use fixed seeds. Each compares with a limit that a correct generator passes on
 * all but the stated fraction of seeds.
 */
final class RandomStreamTest {
  private static final int COUNT = 2_000_000;
  // A standard normal number exceeds this in size with probability 1e-6.
  private static final double SIGMA_1E6 = 4.892;
  // sqrt(n) times the Kolmogorov-Smirnov distance exceeds this with probability 1e-6.
  private static final double KOLMOGOROV_1E6 = 2.694;

  private static double[] gaussians() {
    double[] x = new double[COUNT];
    Streams.of(7, "gaussian test", 1, 2).gaussians(x, 0, 1, COUNT);
    return x;
  }

  /** False-alarm probability 1e-6. */
  @Test
  void gaussiansPassTheKolmogorovSmirnovTest() {
    double[] x = gaussians();
    Arrays.sort(x);
    double distance = 0;
    for (int i = 0; i < COUNT; i++) {
      double expected = Erf.erfc(-x[i] / Math.sqrt(2)) / 2;
      distance = Math.max(distance, Math.abs(expected - i / (double) COUNT));
      distance = Math.max(distance, Math.abs(expected - (i + 1) / (double) COUNT));
    }
    assertTrue(distance * Math.sqrt(COUNT) < KOLMOGOROV_1E6, "distance " + distance);
  }

  /** False-alarm probability 1e-6 for each of the eight moments. */
  @Test
  void gaussiansHaveTheirMoments() {
    double[] sums = new double[9];
    for (double x : gaussians()) {
      double power = 1;
      for (int k = 1; k <= 8; k++) {
        power *= x;
        sums[k] += power;
      }
    }
    for (int k = 1; k <= 8; k++) {
      double mean = k % 2 == 1 ? 0 : doubleFactorial(k - 1);
      double variance = doubleFactorial(2 * k - 1) - mean * mean;
      double pull = (sums[k] / COUNT - mean) / Math.sqrt(variance / COUNT);
      assertTrue(Math.abs(pull) < SIGMA_1E6, "moment " + k + " is off by " + pull + " sigma");
    }
  }

  private static double doubleFactorial(int n) {
    double product = 1;
    for (int i = n; i > 1; i -= 2) {
      product *= i;
    }
    return product;
  }

  /**
   * Counts beyond 1, 2, 3, 3.8 and 4.2 on either side, false-alarm probability 1e-6 each: the last
   * is in the tail of the ziggurat, the one before in its lowest layer.
   */
  @Test
  void gaussiansHaveTheirTails() {
    double[] x = gaussians();
    for (double limit : new double[] {1, 2, 3, 3.8, 4.2}) {
      double p = Erf.erfc(limit / Math.sqrt(2)) / 2;
      double sigma = Math.sqrt(COUNT * p * (1 - p));
      long above = Arrays.stream(x).filter(v -> v > limit).count();
      long below = Arrays.stream(x).filter(v -> v < -limit).count();
      // The Poisson distribution of a few dozen counts has a longer tail than the Gaussian one.
      double allowed = SIGMA_1E6 * sigma + SIGMA_1E6 * SIGMA_1E6 / 6;
      assertTrue(Math.abs(above - COUNT * p) < allowed, above + " beyond " + limit);
      assertTrue(Math.abs(below - COUNT * p) < allowed, below + " beyond -" + limit);
    }
  }

  /**
   * Chi-squared over 4096 cells of neighbouring pairs, mapped to uniform numbers; false-alarm
   * probability 1e-6.
   */
  @Test
  void neighbouringGaussiansAreIndependent() {
    double[] x = gaussians();
    int bins = 64;
    long[] cells = new long[bins * bins];
    for (int i = 0; i < COUNT; i += 2) {
      cells[cell(x[i], bins) * bins + cell(x[i + 1], bins)]++;
    }
    assertChiSquared(cells, COUNT / 2);
  }

  /** The same for equal positions of streams that differ by one in one of their numbers. */
  @Test
  void streamsAreIndependent() {
    int n = 400_000;
    double[] base = new double[n];
    Streams.of(7, "streams", 5, 9).gaussians(base, 0, 1, n);
    RandomStream[] others = {
      Streams.of(8, "streams", 5, 9),
      Streams.of(7, "streamt", 5, 9),
      Streams.of(7, "streams", 6, 9),
      Streams.of(7, "streams", 5, 10),
      Streams.of(7, "streams", 9, 5),
    };
    int bins = 32;
    for (RandomStream other : others) {
      long[] cells = new long[bins * bins];
      for (int i = 0; i < n; i++) {
        cells[cell(base[i], bins) * bins + cell(other.nextGaussian(), bins)]++;
      }
      assertChiSquared(cells, n);
    }
  }

  /** Chi-squared across streams at position 0: what chains see at their first draw. */
  @Test
  void firstNumbersOfManyStreamsAreUniform() {
    long[] cells = new long[1024];
    StreamKey key = Streams.key(3, "first");
    for (int a = 0; a < 1000; a++) {
      for (int b = 0; b < 200; b++) {
        cells[(int) (key.stream(a, b).nextDouble() * 1024)]++;
      }
    }
    assertChiSquared(cells, 200_000);
  }

  private static int cell(double x, int bins) {
    return Math.min((int) (Erf.erfc(-x / Math.sqrt(2)) / 2 * bins), bins - 1);
  }

  /** Wilson-Hilferty: the cube root of chi^2/k is nearly Gaussian. */
  private static void assertChiSquared(long[] cells, long count) {
    double expected = count / (double) cells.length;
    double chiSquared = 0;
    for (long cell : cells) {
      chiSquared += (cell - expected) * (cell - expected) / expected;
    }
    double k = cells.length - 1.0;
    double pull = (Math.cbrt(chiSquared / k) - (1 - 2 / (9 * k))) / Math.sqrt(2 / (9 * k));
    assertTrue(Math.abs(pull) < SIGMA_1E6, "chi^2 " + chiSquared + " for " + k);
  }

  @Test
  void everyDrawDependsOnItsPositionOnly() {
    RandomStream forward = Streams.of(1, "position", 2, 3);
    RandomStream jumping = Streams.of(1, "position", 2, 3);
    double[] values = new double[5000];
    for (int i = 0; i < values.length; i++) {
      assertEquals(i, forward.position());
      values[i] = forward.nextGaussian();
    }
    for (int i = values.length - 1; i >= 0; i--) {
      jumping.seek(i);
      assertEquals(values[i], jumping.nextGaussian(), 0.0);
    }
    for (int from : new int[] {0, 1, 2, 3, 4, 259}) {
      for (int count : new int[] {1, 3, 8, 255, 256, 257, 1021}) {
        double[] bulk = new double[2 * count + 1];
        jumping.seek(from);
        jumping.gaussians(bulk, 1, 2, count);
        for (int i = 0; i < count; i++) {
          assertEquals(values[from + i], bulk[1 + 2 * i], 0.0);
          assertEquals(0, bulk[2 * i], 0.0);
        }
        assertEquals(from + count, jumping.position());
      }
    }
  }

  @Test
  void gaussiansOfABatchAreThoseOfItsStreams() {
    StreamKey key = Streams.key(1, "batch");
    BatchGaussians batch = key.gaussians();
    for (int width : new int[] {1, 3, 64, 511, 512, 1100}) {
      for (int position : new int[] {0, 3, 4, 4099}) {
        for (int count : new int[] {1, 2, 9, 100}) {
          double[] together = new double[5 + count * width];
          batch.draw(40, -2, width, position, count, together, 5);
          double[] alone = new double[together.length];
          for (int s = 0; s < width; s++) {
            RandomStream stream = key.stream(40 + s, -2);
            stream.seek(position);
            stream.gaussians(alone, 5 + s, width, count);
          }
          assertArrayEquals(alone, together, 0.0);
        }
      }
    }
  }

  @Test
  void bulkUniformsAreTheSingleOnes() {
    RandomStream single = Streams.of(1, "uniform", 2, 3);
    RandomStream bulk = Streams.of(1, "uniform", 2, 3);
    single.nextLong();
    bulk.nextLong();
    double[] values = new double[1000];
    bulk.uniforms(values, 0, 1, values.length);
    for (double value : values) {
      assertEquals(single.nextDouble(), value, 0.0);
    }
  }

  /** Restarting must forget every buffer. */
  @Test
  void restartLeadsToTheOtherStream() {
    RandomStream stream = Streams.of(1, "restart", 2, 3);
    stream.nextGaussian();
    stream.restart(4, 5);
    RandomStream other = Streams.of(1, "restart", 4, 5);
    for (int i = 0; i < 10; i++) {
      assertEquals(other.nextLong(), stream.nextLong());
    }
  }

  @Test
  void streamsOfDifferentKeysDiffer() {
    Set<Long> first = new HashSet<>();
    for (long seed = -5; seed < 5; seed++) {
      for (String purpose : new String[] {"", "a", "b", "ab", "generate/hmc", "größe"}) {
        assertTrue(first.add(Streams.of(seed, purpose, 0, 0).nextLong()));
      }
    }
    assertNotEquals(Streams.of(1, "x", 1, 0).nextLong(), Streams.of(1, "x", 0, 1).nextLong());
  }

  /** Chi-squared with a bound that is not a power of two; false-alarm probability 1e-6. */
  @Test
  void integersAreUniform() {
    long[] cells = new long[97];
    RandomStream random = Streams.of(5, "integers", 0, 0);
    for (int i = 0; i < 970_000; i++) {
      cells[random.nextInt(97)]++;
    }
    assertChiSquared(cells, 970_000);
    assertThrows(IllegalArgumentException.class, () -> random.nextInt(0));
  }

  @Test
  void uniformsStayInTheirIntervals() {
    RandomStream random = Streams.of(5, "intervals", 0, 0);
    for (int i = 0; i < 100_000; i++) {
      double half = random.nextDouble();
      double open = random.nextOpen();
      assertTrue(half >= 0 && half < 1 && open > 0 && open < 1);
    }
  }

  /** The layers have equal areas and close at the top. */
  @Test
  void zigguratClosesAtZero() {
    int n = Ziggurat.LAYERS;
    double top = Ziggurat.EDGE[n - 1];
    double area = top * (1 - StrictMath.exp(-top * top / 2));
    assertEquals(Ziggurat.AREA, area, 1e-12);
    double r = Ziggurat.TAIL_START;
    double tail = Math.sqrt(Math.PI / 2) * Erf.erfc(r / Math.sqrt(2));
    assertEquals(Ziggurat.AREA, r * StrictMath.exp(-r * r / 2) + tail, 1e-16);
  }
}
