package org.fieldbeam.core.observable.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far the field of a chain goes from one configuration to the next.
 *
 * <p>With a_x = |phi_x|/sqrt((1/n) sum_y |phi_y|^2), which neither a change of the overall scale
 * nor a flip of clusters changes, the step is half the mean of (a_x - a'_x)^2 over the sites, a'
 * that of the configuration before, and the spread the mean of the variances of a and a' over the
 * sites. In equilibrium the mean step over the mean spread is 1 - rho(1), rho the autocorrelation
 * function of a at a site: sites take the place of chains, so that a single chain is enough. The
 * ratio of means, not the mean of ratios, for a field that spreads slowly from a constant one has
 * large ratios at first.
 *
 * <p>Of a larger field {@value #MOST_VALUES} values are compared, spread over it: site floor(V
 * frac(i g)), g the golden ratio. A field of zeros is a constant one, a = 1. Of complex fields
 * |phi_x| is the modulus, and the components at a site count as sites. Memory: the values compared,
 * for each chain. Not thread safe.
 */
public final class FieldSteps {
  /** Half the mean of (a_x - a'_x)^2 over the sites. */
  public static final String STEP = "fieldStep";

  /** The mean of the variances of a and a' over the sites. */
  public static final String SPREAD = "fieldSpread";

  private static final int MOST_VALUES = 32;

  /** The fractional part of the golden ratio, in units of 2^-64. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  /** Least spread; variances below it may be what rounding leaves. */
  private static final double LEAST = 1e-12;

  private final int[] compared;
  private final Map<Long, Before> before = new HashMap<>();
  private double[] lengths = {};
  private double[] largest = {};

  private static final class Before {
    final double[] shape;
    double variance;

    Before(int values) {
      shape = new double[values];
    }
  }

  /**
   * No configurations yet.
   *
   * @param values number of values of a configuration, one for each site and component
   */
  public FieldSteps(int values) {
    compared = new int[Math.min(values, MOST_VALUES)];
    for (int i = 0; i < compared.length; i++) {
      compared[i] =
          values <= MOST_VALUES ? i : (int) Math.multiplyHigh((i * GOLDEN) >>> 1, 2L * values);
    }
  }

  /** Whether a column of measurements is one of these. */
  public static boolean isColumn(String name) {
    return name.equals(STEP) || name.equals(SPREAD);
  }

  /**
   * The columns of measurements: those of a kernel, and then, unless a field is a single value that
   * there is nothing to compare with, {@link #STEP} and {@link #SPREAD}.
   *
   * @param measured the kernel's
   * @param values number of values of a configuration
   */
  public static List<String> columns(List<String> measured, int values) {
    List<String> columns = new ArrayList<>(measured);
    if (values > 1) {
      columns.add(STEP);
      columns.add(SPREAD);
    }
    return columns;
  }

  /**
   * Compares each configuration of a batch with the one of the same chain before it.
   *
   * @param chains the chain of each
   * @param re fields, or their real parts, element {@code value * batch + b}
   * @param im imaginary parts, in the same way; null of real fields
   * @param batch number of configurations
   * @param steps receives the steps; 0 for the first configuration of a chain
   * @param spreads receives the spreads, at least 1e-12
   */
  public void next(
      long[] chains, double[] re, double[] im, int batch, double[] steps, double[] spreads) {
    int size = compared.length;
    if (largest.length < batch) {
      lengths = new double[size * batch];
      largest = new double[batch];
    }
    Arrays.fill(largest, 0);
    for (int i = 0; i < size; i++) {
      lengths(re, im, compared[i] * batch, i * batch, batch);
    }
    for (int b = 0; b < batch; b++) {
      compare(chains[b], b, batch, steps, spreads);
    }
  }

  /** |phi| of one site of all configurations. */
  private void lengths(double[] re, double[] im, int from, int to, int batch) {
    for (int b = 0; b < batch; b++) {
      double length =
          im == null
              ? Math.abs(re[from + b])
              : Math.sqrt(re[from + b] * re[from + b] + im[from + b] * im[from + b]);
      lengths[to + b] = length;
      largest[b] = Math.max(largest[b], length);
    }
  }

  private void compare(long chain, int b, int batch, double[] steps, double[] spreads) {
    int size = compared.length;
    boolean zero = !(largest[b] > 0);
    // A power of two changes no digit, and keeps the squares of tiny and huge fields in range.
    int exponent = -Math.getExponent(largest[b]);
    double sum = 0;
    double square = 0;
    for (int i = 0; i < size; i++) {
      double length = Math.scalb(lengths[i * batch + b], exponent);
      lengths[i * batch + b] = length;
      sum += length;
      square += length * length;
    }
    double scale = zero ? 0 : Math.sqrt(size / square);
    double mean = scale * sum / size;
    double variance = zero ? 0 : 1 - mean * mean;
    Before last = before.get(chain);
    boolean first = last == null;
    if (first) {
      last = new Before(size);
      before.put(chain, last);
    }
    double[] shape = last.shape;
    double change = 0;
    for (int i = 0; i < size; i++) {
      double value = zero ? 1 : scale * lengths[i * batch + b];
      double difference = value - shape[i];
      shape[i] = value;
      change += difference * difference;
    }
    steps[b] = first ? 0 : change / (2 * size);
    spreads[b] = Math.max(LEAST, first ? variance : (variance + last.variance) / 2);
    last.variance = variance;
  }
}
