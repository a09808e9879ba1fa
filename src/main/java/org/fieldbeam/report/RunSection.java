package org.fieldbeam.report;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.fieldbeam.report.plot.Numbers;
import org.fieldbeam.report.plot.Table;
import org.fieldbeam.report.plot.Text;

/** What was run: the outputs with their sizes, hashes and times, and the pipeline file. */
final class RunSection {
  private static final int SHORT_HASH = 12;

  private RunSection() {}

  static String render(RunData run) {
    StringBuilder out = new StringBuilder();
    Table table =
        new Table(List.of("output", "what", "rows", "size", "input hash", "finished"), "what");
    for (RunData.Dataset dataset : run.datasets()) {
      table.row(
          List.of(
              Text.escape(dataset.name()) + sub(dataset.stage()),
              Text.escape(dataset.kind()) + sub(dataset.what()),
              dataset.rows() < 0 ? "–" : Numbers.count(dataset.rows()),
              size(dataset),
              hash(dataset.inputHash()),
              Text.escape(readableTime(dataset.created())) + sub(dataset.host())));
    }
    out.append(run.datasets().isEmpty() ? "" : table.render());
    if (!run.text().isEmpty()) {
      out.append("<details open><summary>Pipeline file ");
      out.append(Text.escape(run.source())).append("</summary>\n<pre>");
      out.append(Text.escape(run.text().strip())).append("</pre></details>\n");
    }
    return out.toString();
  }

  /** The lines under the title. */
  static String lead(RunData run) {
    TreeSet<String> versions =
        run.datasets().stream()
            .map(RunData.Dataset::software)
            .filter(version -> !version.isEmpty())
            .collect(Collectors.toCollection(TreeSet::new));
    StringBuilder out = new StringBuilder("fieldbeam");
    if (!versions.isEmpty()) {
      out.append(' ').append(Text.escape(String.join(", ", versions)));
    }
    out.append(" · seed ").append(run.seed());
    run.datasets().stream()
        .map(RunData.Dataset::created)
        .max(String::compareTo)
        .ifPresent(last -> out.append(" · finished ").append(Text.escape(readableTime(last))));
    run.datasets().stream()
        .filter(dataset -> !dataset.what().isEmpty())
        .findFirst()
        .ifPresent(
            first ->
                out.append("<br>")
                    .append(Text.escape(first.name() + ": " + first.what()))
                    .append(" · <a href=\"#run\">all that was run</a>"));
    return out.toString();
  }

  private static String size(RunData.Dataset dataset) {
    if (dataset.bytes() < 0) {
      return "–";
    }
    String files = dataset.shards() == 1 ? " file" : " files";
    return Numbers.bytes(dataset.bytes()) + sub(Numbers.count(dataset.shards()) + files);
  }

  private static String hash(String hash) {
    if (hash.isEmpty()) {
      return "–";
    }
    String shown = hash.length() > SHORT_HASH ? hash.substring(0, SHORT_HASH) : hash;
    return "<code title=\"" + Text.escape(hash) + "\">" + Text.escape(shown) + "</code>";
  }

  private static String readableTime(String iso) {
    return iso.replaceFirst("T", " ").replaceFirst("Z$", " UTC");
  }

  private static String sub(String text) {
    return text.isEmpty() ? "" : "<span class=\"sub\">" + Text.escape(text) + "</span>";
  }
}
