package org.fieldbeam.report.plot;

/** The values that an axis has to hold, and how it is drawn. */
final class Range {
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
    min = low;
    max = high;
    fixed = true;
  }

  void cover(double value) {
    if (!fixed && Double.isFinite(value) && (!logarithmic || value > 0)) {
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
    return tight || fixed ? Scale.tight(min, max) : Scale.linear(min, max);
  }
}
