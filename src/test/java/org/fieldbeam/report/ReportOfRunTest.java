package org.fieldbeam.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.fieldbeam.PluginJars;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.model.ScoreModels;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.model.ModelFormat;
import org.fieldbeam.data.model.ModelJson;
import org.fieldbeam.grammar.PluginLoader;
import org.fieldbeam.pipeline.file.PipelineFile;
import org.fieldbeam.pipeline.file.PipelineSpec;
import org.fieldbeam.pipeline.plan.Plan;
import org.fieldbeam.pipeline.plan.PlannedStage;
import org.fieldbeam.pipeline.run.PipelineRun;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs small pipelines and looks at their reports: every part that a run has is drawn. */
class ReportOfRunTest {
  private static final String CHAINS =
      """
      name: small
      seed: 7
      output: unused
      stages:
        - generate:
            into: hmc
            lattice: [8, 8]
            action: {phi4: {kappa: 0.21, lambda: 0.022}}
            algorithm: {hmc: {length: 1.0, steps: 10}}
            chains: 32
            thermalization: 50
            configurations: 32
            stride: 5
            chainsPerShard: 16
      """;

  private static final String DIFFUSION =
      """
        - train:
            from: hmc
            into: score
            model: {effectiveAction: {levels: 8, operators: [f4]}}
        - sample:
            model: score
            into: proposals
            configurations: 256
        - correct:
            from: proposals
            into: diffusion
      """;

  @TempDir Path folder;

  @Test
  void passwordsAreHidden() throws Exception {
    String file =
        ReportWriter.write(
            new ReportInput(
                "small",
                7,
                "s3://me:SeC/ret@bucket/small.yaml",
                "output: s3://me:SeC/ret@bucket/out\n",
                List.of(),
                List.of(),
                (info, model, n, frames) -> FilmModels.Answer.none(""),
                folder.toString()));
    String html = Files.readString(Path.of(file));
    assertTrue(html.contains("output: s3://me:***@bucket/out"), html);
    assertFalse(html.contains("ret@bucket"), html);
  }

  @Test
  void everyPartOfADiffusionRunIsDrawn() throws Exception {
    Path report =
        run(
            CHAINS
                + DIFFUSION
                + "  - measure: {from: [hmc, proposals, diffusion], into: observables}\n"
                + "  - report: {}\n");
    String html = Files.readString(report);
    for (String figure :
        List.of(
            "distribution-M",
            "correlator",
            "autocorrelation-hmc",
            "autocorrelation-proposals",
            "autocorrelation-diffusion",
            "configurations-1",
            "score-residual-score",
            "score-condition-score",
            "film",
            "log-weights-proposals")) {
      assertTrue(html.contains(" id=\"" + figure + "\""), figure);
    }
    for (String section : List.of("observables", "denoising", "weights", "checks", "run")) {
      assertTrue(html.contains("<section id=\"" + section + "\">"), section);
    }
    assertEquals(4 * 5, html.split("alt=\"configuration ", -1).length - 1);
    assertEquals(3 * 6, html.split(", configuration [0-9]\"", -1).length - 1);
    assertTrue(html.contains("thermalization: 50"), "the pipeline file");
    assertTrue(!html.contains("No value that can be drawn"), "an empty plot");
  }

  /** No format is known to reports but by what it says of its models. */
  @Test
  void aModelOfAPlugInHasItsSection() throws Exception {
    Path jar =
        PluginJars.in(folder)
            .source(
                "plug.Table",
                """
                package plug;
                import java.util.*;
                import org.fieldbeam.core.action.Action;
                import org.fieldbeam.core.field.FieldLayout;
                import org.fieldbeam.core.lattice.Lattice;
                import org.fieldbeam.data.model.*;
                public class Table implements ModelFormat {
                  public About about() { return About.of("table", "A table."); }
                  public String format() { return "plug.table"; }
                  public FieldLayout layout(String folder) { return FieldLayout.scalar(Lattice.of(4)); }
                  public Optional<Action> action(String folder) { return Optional.empty(); }
                  public ModelPortrait portrait(String folder) {
                    return new ModelPortrait("A table of scores.", List.of(new ModelPortrait.Chart("misfit", "Misfit",
                        "tau", "misfit", false,
                        List.of(new ModelPortrait.Series("all", new double[] {1, 2}, new double[] {3, 4}, true)), "Small is good.")));
                  }
                }
                """)
            .service(ModelFormat.class.getName(), "plug.Table")
            .make("table.jar");
    Path model = Files.createDirectories(folder.resolve("table"));
    Files.writeString(model.resolve(ModelJson.FILE_NAME), "{\"format\": \"plug.table\"}");
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (PluginLoader loader = PluginLoader.open(List.of(jar), Optional.empty(), before)) {
      Thread.currentThread().setContextClassLoader(loader);
      String html = Files.readString(Path.of(ReportWriter.write(report(model, "report"))));
      assertTrue(html.contains("A table of scores."), html);
      assertTrue(html.contains(" id=\"score-misfit-table\""), html);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
    String message =
        assertThrows(UserException.class, () -> ReportWriter.write(report(model, "again")))
            .getMessage();
    assertTrue(message.contains("plug.table") && message.contains("--plugins"), message);
  }

  private ReportInput report(Path model, String into) {
    return new ReportInput(
        "table",
        1,
        "",
        "",
        List.of(model.toString()),
        List.of(),
        (info, folder, n, frames) -> FilmModels.Answer.none(""),
        folder.resolve(into).toString());
  }

  @Test
  void aFilmThatIsMissingSaysWhy() throws Exception {
    String html = Files.readString(run(CHAINS + DIFFUSION + "  - report: {}\n# no film\n"));
    assertTrue(html.contains("<section id=\"denoising\">"));
    assertTrue(
        html.contains(
            "The way of proposals from noise is not drawn: nobody could &lt;compute&gt; it."));
    assertFalse(html.contains(" id=\"film\""));
  }

  @Test
  @Tag("browser")
  void nothingOfARealReportIsCutOff() throws Exception {
    Optional<Path> executable = HeadlessBrowser.find();
    Assumptions.assumeTrue(executable.isPresent(), "no Chromium on the PATH");
    Path report =
        run(CHAINS + "  - measure: {from: [hmc], into: observables}\n" + "  - report: {}\n");
    assertTrue(!Files.readString(report).contains("id=\"denoising\""));
    try (HeadlessBrowser browser = HeadlessBrowser.start(executable.get(), folder)) {
      for (int width : new int[] {1280, 400}) {
        browser.open(report.toUri(), width, false);
        LayoutRules.assertKept(browser, width);
      }
      assertEquals(List.of(), browser.complaints());
    }
  }

  @Test
  void anEnsembleFromElsewhereIsWhatTheOthersAreComparedWith() throws Exception {
    run(CHAINS, "elsewhere");
    String foreign = folder.resolve("elsewhere/hmc").toString();
    Path report =
        run(
            CHAINS.replace("into: hmc", "into: ours")
                + ("  - measure: {from: ['" + foreign + "', ours], into: observables}\n")
                + "  - report: {}\n",
            "out");
    String html = Files.readString(report);
    assertTrue(html.contains("Pull: distance to hmc in"), "the reference");
    assertTrue(html.indexOf("autocorrelation-hmc") < html.indexOf("autocorrelation-ours"));
  }

  private Path run(String text) throws Exception {
    return run(text, "out");
  }

  private Path run(String text, String name) throws Exception {
    PipelineSpec spec = PipelineFile.parse(text, "small.yaml");
    PipelineRun run =
        new PipelineRun(
            () -> Runners.direct(2), new Quiet(), (plan, stage) -> write(plan, stage, text));
    String output = folder.resolve(name).toString();
    run.run(spec, output);
    return Path.of(output, "report", ReportWriter.FILE_NAME);
  }

  private static void write(Plan plan, PlannedStage stage, String text) {
    List<String> folders =
        plan.stages().stream()
            .filter(other -> other.spec().report().isEmpty())
            .map(PlannedStage::folder)
            .toList();
    ReportWriter.write(
        new ReportInput(
            "small",
            7,
            "small.yaml",
            text,
            folders,
            List.of(),
            (info, model, n, frames) ->
                text.contains("# no film")
                    ? FilmModels.Answer.none("nobody could <compute> it")
                    : FilmModels.Answer.of(
                        ScoreModels.open(model).way(info, n, frames).orElseThrow()),
            stage.folder()));
  }

  /** A listener that says nothing. */
  private static final class Quiet implements PipelineRun.Listener {
    @Override
    public void skipped(PlannedStage stage) {}

    @Override
    public void started(PlannedStage stage) {}

    @Override
    public void progress(PlannedStage stage, Progress.Snapshot snapshot) {}

    @Override
    public void finished(PlannedStage stage) {}
  }
}
