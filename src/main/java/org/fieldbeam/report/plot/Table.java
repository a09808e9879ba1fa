package org.fieldbeam.report.plot;

import java.util.List;
import java.util.Set;

/**
 * A table that becomes a list of cards on a narrow page: every cell carries the heading of its
 * column. Cells and headings are ready HTML; each row's first cell is its heading.
 */
public final class Table {
  private final List<String> headings;
  private final Set<String> wide;
  private final StringBuilder rows = new StringBuilder();

  /**
   * A table without rows.
   *
   * @param headings one per column, with the markup of {@link Text}
   * @param wide the headings of columns that hold sentences
   */
  public Table(List<String> headings, String... wide) {
    this.headings = List.copyOf(headings);
    this.wide = Set.of(wide);
  }

  /** Appends a row of as many cells as there are headings. */
  public Table row(List<String> cells) {
    if (cells.size() != headings.size()) {
      throw new IllegalArgumentException(
          cells.size() + " cells in a table of " + headings.size() + " columns");
    }
    rows.append("<tr><th scope=\"row\">").append(cells.get(0)).append("</th>");
    for (int i = 1; i < cells.size(); i++) {
      // A grid on narrow pages: the wrapper keeps the content of a cell one item of it.
      rows.append(wide.contains(headings.get(i)) ? "<td class=\"wide\"" : "<td");
      rows.append(" data-label=\"").append(Text.plain(headings.get(i))).append("\"><div>");
      rows.append(cells.get(i)).append("</div></td>");
    }
    rows.append("</tr>\n");
    return this;
  }

  public String render() {
    StringBuilder out = new StringBuilder("<table>\n<thead><tr>");
    for (String heading : headings) {
      out.append("<th scope=\"col\">").append(Text.html(heading)).append("</th>");
    }
    return out.append("</tr></thead>\n<tbody>\n")
        .append(rows)
        .append("</tbody>\n</table>\n")
        .toString();
  }
}
