package org.fieldbeam.report;

/** Something drawn in a plot. Arrays are one element per point; they are not copied. */
sealed interface Mark {
  /**
   * Who the mark belongs to.
   *
   * @param name the entry in the legend; empty for none
   * @param colour the number of the colour, and of the marker's shape
   */
  record Key(String name, int colour) {}

  Key key();

  /**
   * Points with error bars; {@code joined} adds a line through them. An error of NaN has no bar.
   */
  record Dots(Key key, double[] x, double[] y, double[] error, boolean joined) implements Mark {}

  /** A histogram: {@code edges} has one element more than the others. */
  record Steps(Key key, double[] edges, double[] height, double[] error, boolean filled)
      implements Mark {}

  /** A line through points. */
  record Curve(Key key, double[] x, double[] y, boolean dashed) implements Mark {}

  /** A dashed line across the plot at one value of x or of y, with a word beside it. */
  record Rule(Key key, boolean vertical, double at, String label) implements Mark {}
}
