package org.fieldbeam.report;

import java.util.List;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.report.plot.Numbers;
import org.fieldbeam.report.plot.Table;
import org.fieldbeam.report.plot.Text;

/** The checks, failed ones first. */
final class ChecksSection {
  private ChecksSection() {}

  static String render(List<RunData.EnsembleCheck> checks) {
    if (checks.isEmpty()) {
      return "";
    }
    Table table =
        new Table(List.of("check", "ensemble", "result", "value", "bound", "meaning"), "meaning");
    checks.stream().filter(RunData.EnsembleCheck::bad).forEach(entry -> row(table, entry));
    checks.stream().filter(ChecksSection::asExpected).forEach(entry -> row(table, entry));
    checks.stream()
        .filter(entry -> !entry.bad() && !asExpected(entry))
        .forEach(entry -> row(table, entry));
    return "<p class=\"soft\">Each check holds its value against its bound; the meaning says what was"
        + " compared. A good ensemble exceeds 5 standard errors by chance 6 times in 10 million. A"
        + " failed check gives the run exit code 3, unless the pipeline file says that it fails; then it is"
        + " one that passes that gives it.</p>\n"
        + table.render();
  }

  private static boolean asExpected(RunData.EnsembleCheck entry) {
    return entry.expectedToFail() && !entry.bad();
  }

  private static void row(Table table, RunData.EnsembleCheck entry) {
    Check check = entry.check();
    String result = (check.passed() ? "✓ passed" : "✗ failed");
    if (entry.expectedToFail()) {
      result += check.passed() ? ", though expected to fail" : ", as expected";
    }
    String state =
        "<span class=\"state " + (entry.bad() ? "fail" : "pass") + "\">" + result + "</span>";
    table.row(
        List.of(
            Text.escape(check.name()),
            Text.escape(entry.ensemble()),
            state,
            Numbers.significant(check.value(), 3),
            Numbers.significant(check.threshold(), 3),
            Text.html(Text.formula(check.explanation()))));
  }
}
