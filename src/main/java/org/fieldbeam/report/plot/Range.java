package org.fieldbeam.report.plot;

/**
 * The values that an axis has to hold, and how it is drawn. Values at the ends of the range of
 * doubles, which scales and ticks would leave, have no place on an axis.
 */
final class Range {
  private static final double LARGEST = 1e300;
  private static final double SMALLEST = 1e-300;
  private static final double NEAREST = 1e-12;

  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private boolean logarithmic;
  private boolean tight;
  private boolean fixed;

  void makeLogarithmic() {
    logarithmic = true;
  }

  void makeTight() {
    tight = true;
  }

  void fix(double low, double high) {
    min = Math.max(low, logarithmic ? SMALLEST : -LARGEST);
    max = Math.max(min, Math.min(high, LARGEST));
    fixed = true;
  }

  void cover(double value) {
    if (!fixed && Math.abs(value) <= LARGEST && (!logarithmic || value >= SMALLEST)) {
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
  }

  void cover(double[] values) {
    for (double value : values) {
      cover(value);
    }
  }

  boolean isEmpty() {
    return !(min <= max);
  }

  Scale scale() {
    if (logarithmic) {
      return Scale.logarithmic(min, max);
    }
    // ends so close that doubles between them are too few, or none, for ticks
    double nearest = Math.max(NEAREST * Math.max(Math.abs(min), Math.abs(max)), SMALLEST);
    if (max - min < nearest) {
      return Scale.linear((min + max) / 2, (min + max) / 2);
    }
    return tight || fixed ? Scale.tight(min, max) : Scale.linear(min, max);
  }
}
