package org.fieldbeam.report;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fieldbeam.data.check.DatasetCheck;

/** The whole report of a run as HTML. */
final class ReportPage {
  private ReportPage() {}

  /**
   * The page.
   *
   * @param figures the figures that the pipeline file asks for, ready HTML
   */
  static String render(RunData run, String figures) {
    Page page = new Page(run.name()).lead(RunSection.lead(run));
    verdict(page, run.checks());
    return page.section("figures", "Figures", figures)
        .section(
            "observables",
            "Observables",
            EstimatesSection.render(run.ensembles(), run.observables(), run.checks()))
        .section(
            "ensembles",
            "Ensembles",
            EnsembleSection.render(run) + SnapshotsSection.render(run.snapshots()))
        .section("score", "Score model", each(run.models(), ScoreSection::render))
        .section("denoising", "Denoising", FilmSection.render(run.film()))
        .section("weights", "Weights", each(run.weights(), WeightsSection::render))
        .section("checks", "Checks", ChecksSection.render(run.checks()))
        .section("run", "What was run", RunSection.render(run))
        .render();
  }

  private static void verdict(Page page, List<DatasetCheck> checks) {
    boolean judged = checks.stream().anyMatch(entry -> entry.check().judged());
    if (checks.stream().anyMatch(DatasetCheck::bad)) {
      page.verdict(Page.Verdict.FAIL, "checks: " + DatasetCheck.tally(checks));
    } else if (checks.stream().allMatch(entry -> entry.check().passed())) {
      if (judged) {
        page.verdict(Page.Verdict.PASS, "all " + checks.size() + " checks passed");
      }
    } else {
      page.verdict(
          judged ? Page.Verdict.PASS : Page.Verdict.OPEN, "checks: " + DatasetCheck.tally(checks));
    }
  }

  private static <T> String each(List<T> items, Function<T, String> render) {
    return items.stream().map(render).collect(Collectors.joining());
  }
}
