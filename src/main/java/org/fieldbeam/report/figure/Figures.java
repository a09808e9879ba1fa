package org.fieldbeam.report.figure;

import java.util.List;

/** The section of a report that holds the figures of the pipeline file. */
public final class Figures {
  private Figures() {}

  /** Draws all figures in their order; neighbours that are not wide stand side by side. */
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
      out.append(figures.get(i).render("figure-" + (i + 1), data));
    }
    return out.append(open ? "</div>\n" : "").toString();
  }
}
