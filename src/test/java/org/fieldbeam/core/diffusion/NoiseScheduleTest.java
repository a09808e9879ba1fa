package org.fieldbeam.core.diffusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.schedule.CosineSchedule;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.schedule.VarianceExploding;
import org.fieldbeam.core.schedule.VariancePreserving;
import org.fieldbeam.core.shape.CovarianceShape;
import org.junit.jupiter.api.Test;

class NoiseScheduleTest {
  private static final List<NoiseSchedule> ALL =
      List.of(new VarianceExploding(25), new VariancePreserving(20), new CosineSchedule());

  /**
   * alpha' = f alpha and (sigma^2)' = 2 f sigma^2 + g^2, by central differences of error O(h^2).
   */
  @Test
  void marginalsSolveTheStochasticEquation() {
    double h = 1e-5;
    for (NoiseSchedule s : ALL) {
      assertEquals(1, s.alpha(0), 1e-15);
      assertEquals(0, s.variance(0), 1e-15);
      for (double t = 0.05; t < 0.96; t += 0.05) {
        double alphaSlope = (s.alpha(t + h) - s.alpha(t - h)) / (2 * h);
        assertEquals(s.drift(t) * s.alpha(t), alphaSlope, 1e-6, s + " at " + t);
        double varianceSlope = (s.variance(t + h) - s.variance(t - h)) / (2 * h);
        double expected = 2 * s.drift(t) * s.variance(t) + s.diffusion2(t);
        assertEquals(expected, varianceSlope, 1e-6 * (1 + expected), s + " at " + t);
        assertEquals(t, s.timeOf(s.tau(t)), 1e-10);
      }
    }
  }

  @Test
  void publishedValues() {
    assertEquals(9.845, new VarianceExploding(25).sigma(1), 5e-4); // arXiv 2309.17082
    assertEquals(Math.exp(-5 * 0.09), new VariancePreserving(20).alpha(0.3), 1e-15); // 2411.11297
  }

  @Test
  void aScheduleCanBeMadeToEndAtAVariance() {
    for (double variance : new double[] {1.001, 2, 97, 1e6}) {
      VarianceExploding schedule = VarianceExploding.reaching(variance);
      assertEquals(variance, schedule.variance(1), 1e-12 * variance);
    }
    assertThrows(IllegalArgumentException.class, () -> VarianceExploding.reaching(1));
  }

  @Test
  void uniformLadderStepsEquallyInTime() {
    for (NoiseSchedule s : ALL) {
      TimeLadder ladder = s.uniformLadder(10);
      double[] times = ForwardNoise.times(s, ladder);
      for (int i = 0; i < 10; i++) {
        assertEquals(s.lastTime() * (i + 1) / 10, times[i], 1e-9);
      }
    }
  }

  @Test
  void timesOutsideTheUnitIntervalAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new VarianceExploding(25).alpha(1.5));
    assertThrows(IllegalArgumentException.class, () -> new VarianceExploding(0.5));
    assertThrows(IllegalArgumentException.class, () -> new VariancePreserving(0));
    assertThrows(
        IllegalArgumentException.class,
        () -> ForwardNoise.times(new VarianceExploding(2), TimeLadder.uniform(4, 1000)));
  }

  /**
   * Marginals and trajectories have the mean alpha x_0 and the variance sigma^2. 4000 fields of 16
   * sites: the bound of 5 standard errors is passed by chance in 1 of 10^5 seeds.
   */
  @Test
  void noiseHasTheMomentsOfTheMarginals() {
    Lattice lattice = Lattice.of(4, 4);
    int batch = 4000;
    double[] clean = new double[16 * batch];
    java.util.Arrays.fill(clean, 1.5);
    long[] chain = new long[batch];
    long[] step = new long[batch];
    for (int b = 0; b < batch; b++) {
      chain[b] = b;
    }
    for (NoiseSchedule s : ALL) {
      double[] times = {0.2, 0.5, 0.9};
      ForwardNoise noise = new ForwardNoise(lattice, s, times, 7, "noise");
      double[] state = clean.clone();
      double[] out = new double[clean.length];
      for (int i = 0; i < times.length; i++) {
        noise.marginal(clean, batch, chain, step, i, out);
        checkMoments(out, 1.5 * s.alpha(times[i]), s.variance(times[i]));
        noise.transition(state, batch, chain, step, i, out);
        checkMoments(state, 1.5 * s.alpha(times[i]), s.variance(times[i]));
      }
    }
  }

  private static void checkMoments(double[] x, double mean, double variance) {
    double sum = 0;
    double square = 0;
    for (double value : x) {
      sum += value - mean;
      square += (value - mean) * (value - mean);
    }
    assertEquals(0, sum / x.length, 5 * Math.sqrt(variance / x.length));
    assertEquals(variance, square / x.length, 5 * variance * Math.sqrt(2.0 / x.length));
  }

  /**
   * Noise of the variance tau multiplies &lt;e^(i n theta)&gt; by exp(-n^2 tau/2): the heat kernel
   * of the circle, by one jump as by several. 64000 angles, 8 comparisons of 5 standard errors
   * each.
   */
  @Test
  void anglesStayOnTheCircle() {
    FieldLayout layout = FieldLayout.linkAngles(Lattice.of(4, 4));
    int batch = 2000;
    double[] clean = new double[layout.size() * batch];
    java.util.Arrays.fill(clean, 3);
    long[] chain = java.util.stream.LongStream.range(0, batch).toArray();
    double[] times = {0.2, 0.4};
    NoiseSchedule schedule = new VarianceExploding(5);
    ForwardNoise noise =
        new ForwardNoise(layout, schedule, CovarianceShape.isotropic(), times, 7, "noise");
    double[] state = clean.clone();
    double[] out = new double[clean.length];
    for (int i = 0; i < times.length; i++) {
      noise.transition(state, batch, chain, new long[batch], i, out);
      noise.marginal(clean, batch, chain, new long[batch], i, out);
      for (double[] angles : new double[][] {state, out}) {
        for (int n = 1; n <= 2; n++) {
          double sum = 0;
          for (double angle : angles) {
            assertEquals(angle, Angles.wrap(angle), 0.0);
            sum += Math.cos(n * (angle - 3));
          }
          double expected = Math.exp(-n * n * schedule.variance(times[i]) / 2);
          assertEquals(expected, sum / angles.length, 5 / Math.sqrt(angles.length));
        }
      }
    }
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new ForwardNoise(
                layout,
                new VariancePreserving(20),
                CovarianceShape.isotropic(),
                times,
                7,
                "noise"));
  }

  @Test
  void noiseOfAConfigurationDoesNotDependOnItsBatch() {
    Lattice lattice = Lattice.of(6);
    ForwardNoise noise =
        new ForwardNoise(lattice, new VarianceExploding(25), new double[] {0.1, 0.6}, 3, "noise");
    double[] pair = new double[12];
    noise.marginal(new double[12], 2, new long[] {4, 9}, new long[] {1, 2}, 1, pair);
    double[] single = new double[6];
    noise.marginal(new double[6], 1, new long[] {9}, new long[] {2}, 1, single);
    double[] second = new double[6];
    for (int x = 0; x < 6; x++) {
      second[x] = pair[2 * x + 1];
    }
    assertArrayEquals(single, second);
  }
}
