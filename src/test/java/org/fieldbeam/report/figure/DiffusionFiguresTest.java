package org.fieldbeam.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PBegin;
import org.fieldbeam.beam.SampleReverse;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.beam.model.ExactModel;
import org.fieldbeam.beam.model.Sampler;
import org.fieldbeam.beam.model.TimeSettings;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.core.action.SitePolynomial;
import org.fieldbeam.core.diffusion.TimeModel;
import org.fieldbeam.core.diffusion.TimeModel.PriorKind;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.TimeScore;
import org.fieldbeam.core.schedule.VariancePreserving;
import org.fieldbeam.core.score.GaussianPrior;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowWriter;
import org.fieldbeam.report.figure.chart.DensityFigure;
import org.fieldbeam.report.figure.chart.KolmogorovTable;
import org.fieldbeam.report.figure.chart.PathsFigure;
import org.fieldbeam.report.figure.chart.ScoreErrorFigure;
import org.fieldbeam.report.figure.chart.ScoreFigure;
import org.fieldbeam.report.figure.value.ModelSource;
import org.fieldbeam.report.figure.value.SiteSample;
import org.fieldbeam.report.figure.value.SiteScore;
import org.fieldbeam.report.plot.Histogram;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures of diffusion models, on samples of the exact score. */
class DiffusionFiguresTest {
  private static final ExactModel MODEL =
      new ExactModel(SitePolynomial.quartic(Lattice.of(1), -4, 1), new VariancePreserving(20));

  @TempDir static Path out;
  private static FigureData data;

  @BeforeAll
  static void sample() throws Exception {
    StageJob.run("test", Runners.direct(1), DiffusionFiguresTest::apply, Progress.none());
    data =
        new FigureData(
            List.of(folder("flow"), folder("few"), folder("paths"), out.resolve("net").toString()));
  }

  private static String folder(String name) {
    return out.resolve(name).toString();
  }

  private static void apply(Pipeline pipeline) {
    for (String name : List.of("flow", "few", "paths")) {
      // two steps are far too few for the law at the end
      FlowIntegrator integrator = name.equals("few") ? FlowIntegrator.EULER : FlowIntegrator.RK4;
      Integer steps = name.equals("few") ? 2 : 60;
      SampleReverse<PBegin> sample =
          SampleReverse.by(
                  Sampler.flow(integrator, new TimeSettings(steps, 0.1, PriorKind.NOISE, null)),
                  MODEL)
              .withConfigurations(name.equals("paths") ? 3 : 4000)
              .withConfigurationsPerShard(4000)
              .withSeed(8)
              .into(StageOutput.to(folder(name)));
      pipeline.apply(name, name.equals("paths") ? sample.withPaths(6) : sample);
    }
  }

  /** The exact score times a factor. */
  private record Scaled(TimeScore exact, double factor) implements TimeScore {
    private static final long serialVersionUID = 1L;

    @Override
    public FieldLayout layout() {
      return exact.layout();
    }

    @Override
    public void evaluate(double[] phi, int batch, double t, double[] score, double[] divergence) {
      exact.evaluate(phi, batch, t, score, divergence);
      for (int i = 0; i < batch; i++) {
        score[i] *= factor;
      }
    }

    @Override
    public TimeScore newEvaluator() {
      return this;
    }
  }

  private static TimeModel scaled(double factor) {
    TimeModel exact = MODEL.timeModel();
    return new TimeModel(
        new Scaled(exact.score(), factor), exact.schedule(), exact.action(), exact.meanSquare());
  }

  /** Of 1.1 times the exact score the relative rms error is 0.1, at every time. */
  @Test
  void relativeErrorIsThatOfTheScore() {
    for (double t : new double[] {0.01, 0.1, 0.5, 1}) {
      assertEquals(0.1, SiteScore.of(scaled(1.1), "net").relativeRms(t), 1e-6);
      assertEquals(0, SiteScore.of(scaled(1), "net").relativeRms(t), 1e-7);
    }
  }

  /** The integral of the score of exp(-S) is -S: here -4 x^2 + x^4 within the trapezoidal rule. */
  @Test
  void effectiveActionIsTheIntegralOfTheScore() {
    double[] x = SiteScore.points(-2, 2, 2000);
    double[] action = SiteScore.integrated(x, SiteScore.of(scaled(1), "net").exact(x, 0));
    for (int i = 0; i < x.length; i++) {
      assertEquals(-4 * x[i] * x[i] + Math.pow(x[i], 4), action[i], 1e-4);
    }
  }

  /**
   * Points at equal distances with weights exp(-S) are quadrature: the histogram is the density but
   * for terms of second order in the bins. Without weights it is flat.
   */
  @Test
  void densityIsThatOfTheWeightedEnsemble() {
    int points = 6000;
    DatasetInfo info =
        DatasetInfo.of(DatasetKind.ENSEMBLE, "weighted", "correct", "hash", 1)
            .with(
                DatasetInfo.ACTION,
                DatasetActions.property(MODEL.timeModel().action().orElseThrow()))
            .with(DatasetInfo.WEIGHTED, true);
    EnsembleBatch rows = new EnsembleBatch(new int[] {1}, points);
    rows.resize(points);
    for (int b = 0; b < points; b++) {
      double x = 6 * (b + 0.5) / points - 3;
      rows.step()[b] = b;
      rows.fields()[b] = x;
      rows.logWeight()[b] = 4 * x * x - Math.pow(x, 4) + 1e4;
    }
    try (RowWriter<EnsembleBatch> writer =
        EnsembleBatch.ROWS.create(folder("weighted"), info, 0, 1)) {
      writer.write(rows);
      DatasetFolder.commit(folder("weighted"), info, List.of(writer.finish()), Map.of());
    }
    SiteSample sample = SiteSample.of(DatasetFolder.open(folder("weighted")));
    Histogram histogram =
        new DensityFigure("x", "", List.of("weighted"), 100, new double[] {-2, 2})
            .histogram(sample);
    for (int k = 0; k < 100; k++) {
      double centre = 0.5 * (histogram.edges()[k] + histogram.edges()[k + 1]);
      assertEquals(sample.law().density(centre), histogram.density()[k], 0.01);
    }
  }

  @Test
  void theErrorFigureSaysWhetherTheGoalIsReached() throws Exception {
    for (String model : List.of("net", "flow")) {
      Files.createDirectories(out.resolve(model));
      Files.writeString(out.resolve(model + "/model.json"), "{}");
    }
    ModelSource models = folder -> scaled(folder.endsWith("net") ? 1.1 : 1.01);
    String html =
        new ScoreErrorFigure("Error", "", List.of("net", "flow"), models, 0.05, 0.05)
            .render("e", data);
    assertTrue(html.matches("(?s).*net: 10(\\.0)? % at t = .*"), html);
    assertTrue(html.contains("missed; flow: 1.0 % at t = "), html);
    assertTrue(html.contains(", reached."), html);
    String score =
        new ScoreFigure(
                "Score",
                "",
                "net",
                models,
                new double[] {0.1, 0.2},
                new double[] {-2, 2},
                ScoreFigure.Quantity.SCORE)
            .render("s", data);
    assertTrue(score.matches("(?s).*t = 0.1: 10(\\.0)? %, t = 0.2: 10(\\.0)? %.*"), score);
  }

  @Test
  void modelsOfManySitesHaveNoSuchFigure() {
    TimeModel exact = MODEL.timeModel();
    TimeModel unknown =
        new TimeModel(exact.score(), exact.schedule(), Optional.empty(), Double.NaN);
    assertThrows(UserException.class, () -> SiteScore.of(unknown, "net"));
    assertEquals(1, new GaussianPrior(FieldLayout.scalar(Lattice.of(1)), 1).variance());
  }

  /** The samples of the flow pass against p at t = 0.1, and those of two steps fail by far. */
  @Test
  void theTestKnowsTheLawAtTheLastTime() {
    String html = new KolmogorovTable("Test", "", List.of("flow", "few"), 0.001).render("k", data);
    assertTrue(html.contains("p at t = 0.1"), html);
    assertTrue(html.contains(">passed<"), html);
    Matcher failed = Pattern.compile("failed: D is ([0-9.]+) times").matcher(html);
    assertTrue(failed.find(), html);
    assertTrue(Double.parseDouble(failed.group(1)) > 2, html);
    assertTrue(!failed.find(), html);
  }

  /** Every bin of the histogram holds the exact density within its error: chi^2 of 40 bins. */
  @Test
  void samplesHaveTheDensityThatTheFigureDraws() {
    SiteSample sample = SiteSample.of(data.dataset("flow"));
    assertEquals(0.1, sample.lastTime());
    double chiSquared = 0;
    for (int k = 0; k < 40; k++) {
      double low = -2.4 + 0.12 * k;
      double expected = 4000 * (sample.law().cumulative(low + 0.12) - sample.law().cumulative(low));
      int count = 0;
      for (double value : sample.values()) {
        count += value >= low && value < low + 0.12 ? 1 : 0;
      }
      chiSquared += (count - expected) * (count - expected) / Math.max(expected, 1);
    }
    // mean 40, standard deviation 9: 4 of them, a false alarm in 1 of 4000 seeds
    assertTrue(chiSquared < 40 + 4 * 9, "chi squared " + chiSquared);
    String html =
        new DensityFigure("Density", "", List.of("flow", "few"), 50, new double[] {-2.5, 2.5})
            .render("d", data);
    assertTrue(html.contains("exact at t = 0.1") && html.contains("few, 4000 values"), html);
  }

  @Test
  void pathsAreDrawnFromTheStartToTheEnd() {
    String html = new PathsFigure("Paths", "", "paths", 30, null).render("p", data);
    // three of at most thirty configurations, seven times each
    assertEquals(3, html.split("<path class=\"line", -1).length - 1, html);
    assertThrows(
        UserException.class,
        () -> new PathsFigure("Paths", "", "flow", 30, null).render("p", data));
  }
}
