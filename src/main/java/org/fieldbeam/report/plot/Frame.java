package org.fieldbeam.report.plot;

/** The plotting area and its two scales, in units of the drawing. */
record Frame(Scale x, Scale y, double left, double top, double width, double height) {
  double x(double value) {
    return left + width * x.position(value);
  }

  double y(double value) {
    return top + height * (1 - y.position(value));
  }

  double right() {
    return left + width;
  }

  double bottom() {
    return top + height;
  }

  /** Whether a point has a place: finite, and positive where an axis is logarithmic. */
  boolean isDrawable(double atX, double atY) {
    return Double.isFinite(atX)
        && Double.isFinite(atY)
        && !(x.logarithmic() && atX <= 0)
        && !(y.logarithmic() && atY <= 0);
  }

  /** Whether a point lies in the area. */
  boolean holds(double atX, double atY) {
    double slack = 1e-9;
    return isDrawable(atX, atY)
        && Math.abs(x.position(atX) - 0.5) <= 0.5 + slack
        && Math.abs(y.position(atY) - 0.5) <= 0.5 + slack;
  }
}
