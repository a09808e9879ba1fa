package org.fieldbeam.report.figure.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.figure.Outlook;
import org.fieldbeam.report.figure.value.ExactValue;
import org.fieldbeam.report.figure.value.MeasuredValue;
import org.fieldbeam.report.plot.Numbers;
import org.fieldbeam.report.plot.Table;
import org.fieldbeam.report.plot.Text;

/**
 * A table that sets the numbers of a paper, of the run and of an exact calculation, or of a long
 * run elsewhere, beside each other. The pull is (ours - exact) over the combined errors.
 *
 * @param title the title, with the markup of {@link Text}
 * @param caption what stands under the table, with the markup of {@link Text}; may be empty
 * @param rows one per quantity
 */
public record Compare(String title, String caption, List<Row> rows) implements Figure {
  /** A pull beyond this many standard errors is marked. */
  private static final double LARGE_PULL = 3;

  private static final String NONE = "–";

  /**
   * A row.
   *
   * @param quantity what is compared, a formula in plain text
   * @param paper the paper's number as printed; empty for none
   * @param ours the run's number, if it has one
   * @param exact the exact value, if it is known
   */
  public record Row(
      String quantity, String paper, Optional<MeasuredValue> ours, Optional<ExactValue> exact) {}

  @Override
  public boolean isWide() {
    return true;
  }

  @Override
  public void require(Outlook outlook) {
    for (Row row : rows) {
      try {
        row.ours().ifPresent(value -> value.require(outlook));
        row.exact().ifPresent(value -> value.require(row.ours(), outlook));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(row.quantity() + ": " + e.getMessage(), e);
      }
    }
  }

  @Override
  public String render(String id, FigureData data) {
    boolean measured =
        rows.stream().flatMap(row -> row.exact().stream()).anyMatch(Compare::hasError);
    String expected = measured ? "reference" : "exact";
    boolean papers = rows.stream().anyMatch(row -> !row.paper().isEmpty());
    List<String> headings = new ArrayList<>(List.of("quantity", "paper", "ours", expected, "pull"));
    if (!papers) {
      headings.remove("paper");
    }
    Table table = new Table(headings);
    for (Row row : rows) {
      Optional<Estimate> ours = row.ours().map(value -> value.read(data));
      Optional<Double> exact = row.exact().map(value -> value.read(row.ours(), data));
      List<String> cells = new ArrayList<>();
      cells.add(Text.html(Text.formula(row.quantity())));
      if (papers) {
        cells.add(row.paper().isEmpty() ? NONE : value(row.paper()));
      }
      cells.addAll(
          List.of(
              ours.map(estimate -> value(estimate.toString())).orElse(NONE),
              exact.map(number -> value(exact(number, row.exact().get().error()))).orElse(NONE),
              ours.isPresent() && exact.isPresent()
                  ? pull(pull(ours.get(), exact.get(), row.exact().get().error()))
                  : NONE));
      table.row(cells);
    }
    StringBuilder out = new StringBuilder("<section class=\"compare\" id=\"").append(id);
    out.append("\">\n<h3>").append(Text.html(title)).append("</h3>\n").append(table.render());
    out.append("<p class=\"caption\">Ours with one standard error in brackets; pull: distance from")
        .append(measured ? " the reference in combined" : " the exact value in")
        .append(" standard errors, marked beyond 3.");
    if (!caption.isEmpty()) {
      out.append(' ').append(Text.html(caption));
    }
    return out.append("</p>\n</section>\n").toString();
  }

  private static boolean hasError(ExactValue value) {
    return value.error() > 0;
  }

  private static String exact(double value, double error) {
    return error > 0 ? Estimate.format(value, error) : Numbers.significant(value, 7);
  }

  private static double pull(Estimate ours, double exact, double error) {
    return (ours.value() - exact) / Math.hypot(ours.error(), error);
  }

  private static String value(String text) {
    return "<span class=\"value\">" + Text.escape(text.replace('-', '−')) + "</span>";
  }

  private static String pull(double pull) {
    String large = Math.abs(pull) > LARGE_PULL ? " large" : "";
    String text = Double.isFinite(pull) ? Numbers.fixed(pull, 1) : NONE;
    return "<span class=\"pull" + large + "\">" + text + "</span>";
  }
}
