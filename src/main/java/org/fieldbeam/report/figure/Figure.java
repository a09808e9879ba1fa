package org.fieldbeam.report.figure;

/** A figure or table of a report, as a pipeline file describes it. */
public interface Figure {

  /** The title, with the markup of {@link org.fieldbeam.report.plot.Text}. */
  String title();

  /**
   * Draws the figure.
   *
   * @param id the id of its element in the page
   * @param data the outputs of the run
   * @return HTML: a {@code figure} element; for a wide figure any block
   * @throws org.fieldbeam.data.UserException if an output that it refers to is damaged or holds
   *     something else than the figure needs
   */
  String render(String id, FigureData data);

  /**
   * Refuses outputs that it could not draw, before they are there.
   *
   * @param outlook what is known of them
   * @throws org.fieldbeam.data.UserException as {@link #render}
   * @throws IllegalArgumentException as {@link #render}
   */
  default void require(Outlook outlook) {}

  /** Whether the figure takes the whole width of the page, as tables do. */
  default boolean isWide() {
    return false;
  }
}
