package org.fieldbeam.report;

import java.util.List;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.data.check.DatasetCheck;
import org.fieldbeam.report.plot.Numbers;
import org.fieldbeam.report.plot.Table;
import org.fieldbeam.report.plot.Text;

/** The checks: failed ones first, then those that did not judge. */
final class ChecksSection {
  private ChecksSection() {}

  static String render(List<DatasetCheck> checks) {
    if (checks.isEmpty()) {
      return "";
    }
    Table table =
        new Table(List.of("check", "ensemble", "result", "value", "bound", "meaning"), "meaning");
    checks.stream().filter(DatasetCheck::bad).forEach(entry -> row(table, entry));
    checks.stream().filter(DatasetCheck::asExpected).forEach(entry -> row(table, entry));
    checks.stream().filter(ChecksSection::open).forEach(entry -> row(table, entry));
    checks.stream()
        .filter(entry -> entry.check().passed() && !entry.bad())
        .forEach(entry -> row(table, entry));
    return "<p class=\"soft\">Each check holds its value against its bound; the meaning says what"
        + " was compared. A good ensemble exceeds 5 standard errors by chance 6 times in 10"
        + " million. A failed check gives the run exit code 3, unless the pipeline file says"
        + " that it fails; then it is one that does not fail that gives it. A check that is"
        + " not judged says nothing, good or bad: its meaning says what is missing.</p>\n"
        + table.render();
  }

  private static boolean open(DatasetCheck entry) {
    return !entry.check().judged() && !entry.bad();
  }

  private static void row(Table table, DatasetCheck entry) {
    Check check = entry.check();
    Page.Verdict sign =
        check.passed() ? Page.Verdict.PASS : check.failed() ? Page.Verdict.FAIL : Page.Verdict.OPEN;
    Page.Verdict colour =
        entry.bad() ? Page.Verdict.FAIL : open(entry) ? Page.Verdict.OPEN : Page.Verdict.PASS;
    String state =
        "<span class=\"state "
            + colour.style
            + "\">"
            + sign.sign
            + " "
            + entry.result()
            + "</span>";
    table.row(
        List.of(
            Text.escape(check.name()),
            Text.escape(entry.dataset()),
            state,
            Numbers.significant(check.value(), 3),
            Numbers.significant(check.threshold(), 3),
            Text.html(Text.formula(check.explanation()))));
  }
}
