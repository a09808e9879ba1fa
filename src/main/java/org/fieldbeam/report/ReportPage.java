package org.fieldbeam.report;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

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
    long failed = run.checks().stream().filter(RunData.EnsembleCheck::bad).count();
    long expected =
        run.checks().stream().filter(entry -> entry.expectedToFail() && !entry.bad()).count();
    if (failed > 0) {
      page.verdict(false, failed + " of " + run.checks().size() + " checks failed");
    } else if (!run.checks().isEmpty()) {
      page.verdict(
          true,
          expected == 0
              ? "all " + run.checks().size() + " checks passed"
              : run.checks().size()
                  - expected
                  + " checks passed, "
                  + expected
                  + " failed as expected");
    }
    return page.section("figures", "Figures", figures)
        .section(
            "observables",
            "Observables",
            EstimatesSection.render(run.ensembles(), run.observables()))
        .section("ensembles", "Ensembles", EnsembleSection.render(run))
        .section("score", "Score model", each(run.models(), ScoreSection::render))
        .section("denoising", "Denoising", run.film().map(FilmSection::render).orElse(""))
        .section("weights", "Weights", each(run.weights(), WeightsSection::render))
        .section("checks", "Checks", ChecksSection.render(run.checks()))
        .section("run", "What was run", RunSection.render(run))
        .render();
  }

  private static <T> String each(List<T> items, Function<T, String> render) {
    return items.stream().map(render).collect(Collectors.joining());
  }
}
