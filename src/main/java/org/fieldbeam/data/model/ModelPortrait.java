package org.fieldbeam.data.model;

import java.util.List;

/**
 * What a report shows of a score model.
 *
 * @param what how it was made: one sentence of plain text
 * @param charts its diagnostics; may be none
 */
public record ModelPortrait(String what, List<Chart> charts) {

  /**
   * A chart of one or several series.
   *
   * @param name what the chart is of, in letters: part of the figure's address
   * @param title the title
   * @param x label of the horizontal axis
   * @param y label of the vertical axis
   * @param logarithmic whether both axes are logarithmic
   * @param series what is drawn
   * @param caption what a reader should look at; may hold mark-up of HTML
   */
  public record Chart(
      String name,
      String title,
      String x,
      String y,
      boolean logarithmic,
      List<Series> series,
      String caption) {}

  /**
   * Points and a line through them.
   *
   * @param name the entry in the legend; empty for none
   * @param x where
   * @param y how much; NaN breaks the line
   * @param dots whether the points are marked
   */
  public record Series(String name, double[] x, double[] y, boolean dots) {}
}
