package org.fieldbeam.report;

import java.util.List;
import java.util.Map;
import org.fieldbeam.report.plot.Mark;
import org.fieldbeam.report.plot.Plot;
import org.fieldbeam.report.plot.Table;
import org.fieldbeam.report.plot.Text;

/** The log weights of the proposals and what the correction made of them. */
final class WeightsSection {
  private WeightsSection() {}

  static String render(RunData.Weights weights) {
    Plot plot =
        Plot.of("log-weights-" + weights.name(), "Log weights of " + weights.name())
            .labels("log w − median", "probability density")
            .add(
                new Mark.Steps(
                    new Mark.Key("", 1),
                    weights.histogram().edges(),
                    weights.histogram().density(),
                    weights.histogram().error(),
                    true));
    Table table = new Table(List.of("quantity", "value"));
    for (Map.Entry<String, String> fact : weights.facts().entrySet()) {
      table.row(List.of(Text.html(fact.getKey()), Text.escape(fact.getValue())));
    }
    return "<div class=\"figures\">\n"
        + plot.caption(
                "w is the target density over the density of the proposal; a narrow peak is a good"
                    + " score, a tail to the right a region that the proposals miss.")
            .render()
        + "<div>"
        + table.render()
        + "<p class=\"caption\">Perfect proposals have an effective sample size and an acceptance of 1, and every"
        + " weight is 1/proposals. The acceptance is that of the chains that were run; over all pairs it is"
        + " what they would have in the long run.</p>\n"
        + "</div>\n</div>\n";
  }
}
