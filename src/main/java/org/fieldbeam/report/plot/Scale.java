package org.fieldbeam.report.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * One axis of a plot: a map from data to the unit interval, and the ticks that belong to it.
 *
 * @param low the value at 0
 * @param high the value at 1
 * @param logarithmic whether the map is linear in the logarithm of the value
 */
record Scale(double low, double high, boolean logarithmic) {
  /** Powers of ten up to here have all digits. */
  private static final double LEAST_DECADE = -305;

  /** A tick: where it stands in data units, and its label, empty for a minor tick. */
  record Tick(double at, String label) {}

  /** The linear scale of a range of values, widened to whole ticks. */
  static Scale linear(double min, double max) {
    if (!(min < max)) {
      double half = Math.abs(min) < 1e-300 ? 1 : 0.1 * Math.abs(min);
      return linear(min - half, min + half);
    }
    double step = step(max - min, 5);
    // A value a hair beyond a tick, through rounding alone, must not add a whole step.
    double low = Math.floor(min / step + 1e-9) * step;
    double high = Math.ceil(max / step - 1e-9) * step;
    return new Scale(low, high, false);
  }

  /** The linear scale that ends exactly where the values end, for the axis of a variable. */
  static Scale tight(double min, double max) {
    return min < max ? new Scale(min, max, false) : linear(min, max);
  }

  /** The logarithmic scale of a range of positive values, widened to a part of a decade. */
  static Scale logarithmic(double min, double max) {
    double low = Math.log10(min);
    double high = Math.log10(max);
    double pad = Math.max(0.04 * (high - low), 0.02);
    return new Scale(
        Math.pow(10, Math.max(low - pad, LEAST_DECADE)),
        Math.pow(10, Math.min(high + pad, -LEAST_DECADE)),
        true);
  }

  /** Where a value stands: 0 at {@code low}, 1 at {@code high}. */
  double position(double value) {
    return logarithmic
        ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))
        : (value - low) / (high - low);
  }

  /** The ticks inside the scale, in rising order, about {@code target} of them labelled. */
  List<Tick> ticks(int target) {
    return logarithmic ? logarithmicTicks(target) : linearTicks(target);
  }

  private List<Tick> linearTicks(int target) {
    double step = step(high - low, target);
    double largest = Math.max(Math.abs(low), Math.abs(high));
    List<Tick> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
      double at = i * step;
      ticks.add(new Tick(at, linearLabel(at, step, largest)));
    }
    return ticks;
  }

  /** All labels of an axis are plain, or all are multiples of one power of ten. */
  private static String linearLabel(double at, double step, double largest) {
    int decimals = Math.max(0, -(int) Math.floor(Math.log10(step) + 1e-9));
    if (largest < 1e5 && decimals <= 5) {
      return Numbers.fixed(at, decimals);
    }
    int exponent = (int) Math.floor(Math.log10(largest) + 1e-9);
    int digits = Math.max(0, exponent - (int) Math.floor(Math.log10(step) + 1e-9));
    return Math.abs(at) < 1e-9 * step
        ? "0"
        : Numbers.fixed(at / Math.pow(10, exponent), digits) + "·" + Numbers.powerOfTen(exponent);
  }

  private List<Tick> logarithmicTicks(int target) {
    double decades = Math.log10(high) - Math.log10(low);
    if (decades < 0.7) {
      return linearTicks(target);
    }
    int first = (int) Math.floor(Math.log10(low));
    int last = (int) Math.ceil(Math.log10(high));
    int every = Math.max(1, (int) Math.ceil(decades / (target + 1)));
    boolean labelMantissas = decades < 2.2;
    List<Tick> ticks = new ArrayList<>();
    for (int exponent = first; exponent <= last; exponent++) {
      for (int mantissa = 1; mantissa < 10; mantissa++) {
        double at = mantissa * Math.pow(10, exponent);
        if (at < low * (1 - 1e-12) || at > high * (1 + 1e-12)) {
          continue;
        }
        boolean major = mantissa == 1 && Math.floorMod(exponent, every) == 0;
        if (major || (labelMantissas && (mantissa == 2 || mantissa == 5))) {
          ticks.add(new Tick(at, logLabel(mantissa, exponent)));
        } else if (every == 1) {
          ticks.add(new Tick(at, ""));
        }
      }
    }
    return ticks;
  }

  private static String logLabel(int mantissa, int exponent) {
    if (exponent >= -3 && exponent <= 3) {
      return Numbers.fixed(mantissa * Math.pow(10, exponent), Math.max(0, -exponent));
    }
    return (mantissa == 1 ? "" : mantissa + "·") + Numbers.powerOfTen(exponent);
  }

  /** The step out of 1, 2, 5 times a power of ten that gives about {@code target} intervals. */
  static double step(double range, int target) {
    double raw = range / target;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double mantissa = raw / power;
    double nice = mantissa < 1.5 ? 1 : mantissa < 3.2 ? 2 : mantissa < 7.1 ? 5 : 10;
    return nice * power;
  }
}
