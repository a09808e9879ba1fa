package org.example.sinegordon;

import static org.fieldbeam.grammar.Key.required;

import com.google.auto.service.AutoService;
import java.util.List;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.figure.FigureBody;
import org.fieldbeam.pipeline.figure.FigureKind;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.figure.Outlook;
import org.fieldbeam.report.figure.value.MeasuredValue;
import org.fieldbeam.report.plot.Numbers;
import org.fieldbeam.report.plot.Table;
import org.fieldbeam.report.plot.Text;

/** A table of estimates with their relative errors. */
record Precision(String title, List<MeasuredValue> values) implements Figure {
  @Override
  public boolean isWide() {
    return true;
  }

  @Override
  public void require(Outlook outlook) {
    values.forEach(value -> value.require(outlook));
  }

  @Override
  public String render(String id, FigureData data) {
    Table table = new Table(List.of("observable", "value", "relative error"));
    for (MeasuredValue value : values) {
      Estimate estimate = value.read(data);
      double percent = 100 * estimate.error() / Math.abs(estimate.value());
      table.row(
          List.of(
              Text.escape(value.observable()),
              Text.escape(estimate.toString()),
              Numbers.significant(percent, 2) + " %"));
    }
    String heading = "<h3>" + Text.html(title) + "</h3>\n";
    return "<section id=\"" + id + "\">" + heading + table.render() + "</section>\n";
  }

  /** Reads the figure of its keys. */
  @AutoService(FigureKind.class)
  public static final class OfFiles implements FigureKind {
    @Override
    public About about() {
      return About.of(
          "precision",
          "A table of estimates with their relative errors.",
          FigureKind.keys(
              required("from", Type.REFERENCE, "The measurements."),
              required("dataset", FigureKind.LINE, "The measured ensemble."),
              required(
                  "observables", new Items(FigureKind.LINE, 1, 100, false), "The observables.")));
    }

    @Override
    public Figure figure(FigureBody body) {
      Value from = body.get("from");
      return new Precision(
          body.title(),
          body.get("observables").items().stream()
              .map(observable -> body.measured(from, body.get("dataset"), observable.text()))
              .toList());
    }
  }
}
