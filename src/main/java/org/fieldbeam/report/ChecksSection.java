package org.fieldbeam.report;

import java.util.List;
import org.fieldbeam.core.statistics.Check;

/** The checks, failed ones first. */
final class ChecksSection {
  private ChecksSection() {}

  static String render(List<RunData.EnsembleCheck> checks) {
    if (checks.isEmpty()) {
      return "";
    }
    Table table =
        new Table(List.of("check", "ensemble", "result", "value", "bound", "meaning"), "meaning");
    checks.stream().filter(entry -> !entry.check().passed()).forEach(entry -> row(table, entry));
    checks.stream().filter(entry -> entry.check().passed()).forEach(entry -> row(table, entry));
    return table.render();
  }

  private static void row(Table table, RunData.EnsembleCheck entry) {
    Check check = entry.check();
    String state =
        check.passed()
            ? "<span class=\"state pass\">✓ passed</span>"
            : "<span class=\"state fail\">✗ failed</span>";
    table.row(
        List.of(
            Text.escape(check.name()),
            Text.escape(entry.ensemble()),
            state,
            Numbers.significant(check.value(), 3),
            Numbers.significant(check.threshold(), 3),
            Text.escape(check.explanation())));
  }
}
