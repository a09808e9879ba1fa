package org.fieldbeam.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.fieldbeam.beam.GenerateEnsemble;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.core.action.SitePolynomial;
import org.fieldbeam.core.exact.EulerMaruyamaLaw;
import org.fieldbeam.core.exact.SiteLaw;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.deformed.DeformedLangevin;
import org.fieldbeam.core.markov.langevin.Langevin;
import org.fieldbeam.data.UserException;
import org.fieldbeam.report.figure.chart.TimeAverages;
import org.fieldbeam.report.figure.chart.TrajectoryAverages;
import org.fieldbeam.report.figure.value.MeasuredValue;
import org.fieldbeam.report.figure.value.SchemeValue;
import org.fieldbeam.report.figure.value.SiteMoment;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures of Langevin trajectories, and the deformed Langevin equation in a pipeline. */
class LangevinFiguresTest {
  private static final double EPS = 1.0 / 64;
  private static final SitePolynomial TOY = SitePolynomial.quartic(Lattice.of(1), -4, 1);

  @TempDir static Path folder;
  private static FigureData data;

  @BeforeAll
  static void generate() {
    Pipeline pipeline = Pipeline.create(Runners.direct(2));
    pipeline.apply(
        GenerateEnsemble.of(TOY, new Langevin(EPS))
            .withChains(2000)
            .withConfigurations(32)
            .withStride(2)
            .withChainsPerShard(700)
            .withSeed(3)
            .into(StageOutput.to(folder("paths"))));
    pipeline.run().waitUntilFinish();
    Pipeline deformed = Pipeline.create(Runners.direct(2));
    deformed.apply(
        GenerateEnsemble.of(TOY, new DeformedLangevin(EPS, 0.5, null))
            .withChains(10)
            .into(StageOutput.to(folder("deformed"))));
    deformed.run().waitUntilFinish();
    data = new FigureData(List.of(folder("paths"), folder("deformed")));
  }

  private static String folder(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void exactValuesOfTheSchemeComeFromTheDataset() {
    EulerMaruyamaLaw law = EulerMaruyamaLaw.of(SiteLaw.of(TOY), EPS, EulerMaruyamaLaw.hotStart());
    law.advance(64);
    MeasuredValue square = new MeasuredValue("none", "paths", "phi2");
    assertEquals(law.moment(2), new SchemeValue().read(Optional.of(square), data), 1e-14);
    MeasuredValue binder = new MeasuredValue("none", "paths", "binder");
    assertThrows(UserException.class, () -> new SchemeValue().read(Optional.of(binder), data));
    MeasuredValue other = new MeasuredValue("none", "deformed", "phi2");
    assertThrows(UserException.class, () -> new SchemeValue().read(Optional.of(other), data));
  }

  /** 100, 316, 1000 trajectories: three points with error bars, the scheme, and exp(-S). */
  @Test
  void averagesOverTrajectoriesAreDrawn() {
    String html =
        new TrajectoryAverages("Title", "", List.of("paths"), SiteMoment.PHI2VARIANCE)
            .render("t", data);
    assertTrue(html.contains("id=\"t\"") && html.contains("exact"), html);
    assertTrue(!html.contains("NaN"), html);
  }

  @Test
  void errorsOfTimeAveragesAreDrawn() {
    String html = new TimeAverages("Title", "", "paths", new int[] {1, 10}, 100).render("t", data);
    assertTrue(html.contains("10 trajectories") && html.contains("0.332"), html);
    assertTrue(!html.contains("NaN"), html);
    assertThrows(
        UserException.class,
        () -> new TimeAverages("Title", "", "paths", new int[] {30}, 100).render("t", data));
  }
}
