package org.fieldbeam.report.plot;

/** Something drawn in a plot. Arrays are one element per point; they are not copied. */
public sealed interface Mark {
  /**
   * Who the mark belongs to.
   *
   * @param name the entry in the legend, with the markup of {@link Text}; empty for none
   * @param colour the number of the colour, 0 to 5, and of the marker's shape; 9 is neutral
   */
  record Key(String name, int colour) {}

  /** Who the mark belongs to; marks of one key share their entry in the legend. */
  Key key();

  /**
   * Points with error bars; {@code joined} adds a line through them. An error of NaN has no bar.
   */
  record Dots(Key key, double[] x, double[] y, double[] error, boolean joined) implements Mark {}

  /** Many points without error bars, drawn small and translucent. */
  record Cloud(Key key, double[] x, double[] y) implements Mark {}

  /** A histogram: {@code edges} has one element more than the others. */
  record Steps(Key key, double[] edges, double[] height, double[] error, boolean filled)
      implements Mark {}

  /** A line through points; it breaks where a coordinate is NaN. */
  record Curve(Key key, double[] x, double[] y, boolean dashed) implements Mark {}

  /** A dashed line across the plot at one value of x or of y, with a word beside it. */
  record Rule(Key key, boolean vertical, double at, String label) implements Mark {}
}
