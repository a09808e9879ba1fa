package org.fieldbeam.report.figure;

import java.util.List;
import org.fieldbeam.data.UserException;
import org.fieldbeam.report.plot.Text;

/** The section of a report that holds the figures of the pipeline file. */
public final class Figures {
  private Figures() {}

  /**
   * Draws all figures in their order; neighbours that are not wide stand side by side.
   *
   * @throws UserException if one cannot be drawn
   */
  public static String render(List<Figure> figures, FigureData data) {
    StringBuilder out = new StringBuilder();
    boolean open = false;
    for (int i = 0; i < figures.size(); i++) {
      boolean wide = figures.get(i).isWide();
      if (open && wide) {
        out.append("</div>\n");
      } else if (!open && !wide) {
        out.append("<div class=\"figures\">\n");
      }
      open = !wide;
      out.append(render(figures.get(i), "figure-" + (i + 1), data));
    }
    return out.append(open ? "</div>\n" : "").toString();
  }

  /** The figure; where its outputs are not there yet, what is missing. */
  private static String render(Figure figure, String id, FigureData data) {
    try {
      return figure.render(id, data);
    } catch (MissingOutputException e) {
      return "<section id=\""
          + id
          + "\">\n<h3>"
          + Text.html(figure.title())
          + "</h3>\n<p class=\"caption\">"
          + Text.escape(e.getMessage())
          + ". Run the pipeline to its end, and the figure is drawn.</p>\n</section>\n";
    } catch (IllegalArgumentException e) {
      throw UserException.of("a figure of the report cannot be drawn")
          .where("the figure '" + figure.title() + "'")
          .given(e.getMessage())
          .todo("change or remove it in the pipeline file and write the report again")
          .cause(e)
          .build();
    }
  }
}
