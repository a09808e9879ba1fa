package org.fieldbeam.core.observable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.observable.average.LocalAverage;
import org.fieldbeam.core.observable.average.ScalarAverage;
import org.fieldbeam.core.observable.check.Judgement;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An observable with a parameter and a check of it, as a plug-in adds them: one class each. */
class PluggedInKindsTest {
  /** Independent sites: S = sum of phi^2, phi ~ N(0, 1/2). */
  private static final Action GAUSSIAN = Phi4.of(Lattice.of(4, 4), 0, 0);

  @TempDir Path folder;

  /** An even power of the field, per site. */
  public static final class Power implements ObservableKind {
    @Override
    public About about() {
      return new About(
          "power",
          "Even power of the field, per site.",
          "<phi^n>",
          "",
          Fields.of(Key.withDefault("n", new Whole(2, 20), "6", "The power.")));
    }

    @Override
    public boolean suits(EnsembleTraits ensemble) {
      return ensemble.isScalar();
    }

    @Override
    public String suits() {
      return "real scalar fields";
    }

    @Override
    public Recording recording(EnsembleTraits ensemble, Value parameters) {
      int n = parameters.get("n").integer();
      String name = "power" + n;
      return new ScalarAverage(
          Observable.mean(name, "<phi^" + n + ">", "⟨φⁿ⟩").asBasic(),
          () ->
              new LocalAverage() {
                @Override
                protected void add(MeasuredBatch batch, double[] sums) {
                  double[] phi = batch.row();
                  for (int i = 0; i < sums.length; i++) {
                    sums[i] += Math.pow(phi[i], n);
                  }
                }
              },
          means -> means.applyAsDouble(name));
    }
  }

  /** Whether the sixth moment is that of the Gaussian above. */
  public static final class Sixth implements CheckKind {
    @Override
    public About about() {
      return About.of("sixth", "Whether the sixth moment is 15/8.");
    }

    @Override
    public String suits() {
      return "real scalar fields";
    }

    @Override
    public List<String> names(EnsembleMeasurement measurement) {
      return measurement.has("power6") ? List.of("sixth") : List.of();
    }

    @Override
    public List<Check> judge(Findings findings) {
      OptionalInt q = findings.estimate("power6");
      return List.of(Judgement.against(findings, q.orElseThrow(), "sixth", 15.0 / 8));
    }
  }

  private <T> T pluggedIn(Callable<T> work) throws Exception {
    Path services = Files.createDirectories(folder.resolve("META-INF").resolve("services"));
    Files.writeString(services.resolve(ObservableKind.class.getName()), Power.class.getName());
    Files.writeString(services.resolve(CheckKind.class.getName()), Sixth.class.getName());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      return work.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static EnsembleResult measured(ObservableChoice choice, double width) {
    EnsembleMeasurement measurement = EnsembleMeasurement.of(EnsembleTraits.of(GAUSSIAN), choice);
    EnsembleKernel kernel = measurement.kernel();
    SplittableRandom random = new SplittableRandom(11);
    double[][] rows = new double[1600][measurement.columns().size()];
    double[] phi = new double[16];
    for (double[] row : rows) {
      Arrays.setAll(phi, x -> width * Math.sqrt(0.5) * random.nextGaussian());
      kernel.measure(phi, 1, row);
    }
    EnsembleAnalysis analysis = measurement.analysis();
    MeasurementAnalysis.Pass means = analysis.meanPass();
    MeasurementAnalysis.Pass gamma = null;
    for (int pass = 0; pass < 2; pass++) {
      gamma = pass == 0 ? means : analysis.gammaPass(means.sums());
      for (int i = 0; i < rows.length; i++) {
        gamma.add(i % 16, rows[i], 0, Double.NaN);
      }
    }
    return analysis.result(means.sums(), gamma.sums());
  }

  private static Check sixth(EnsembleResult result) {
    return result.checks().stream()
        .filter(check -> check.name().equals("sixth"))
        .findFirst()
        .orElseThrow();
  }

  /** False alarm 6e-7 of the check, twice; one pull below 4.5: 7e-6. */
  @Test
  void anObservableAndACheckOfAPlugInAreMeasuredAndJudged() throws Exception {
    EnsembleResult right = pluggedIn(() -> measured(ObservableChoice.standard(), 1));
    assertTrue(Math.abs(right.estimate("power6").pull(15.0 / 8)) < 4.5);
    assertTrue(sixth(right).passed(), sixth(right).toString());
    assertTrue(right.checks().stream().anyMatch(c -> c.name().equals("schwingerDyson")));
    Check wrong = sixth(pluggedIn(() -> measured(ObservableChoice.standard(), 1.2)));
    assertTrue(wrong.failed(), wrong.toString());
  }

  /** With its parameter and in formulas it is like any other. */
  @Test
  void itTakesItsParameterAndPartInFormulas() throws Exception {
    ObservableChoice choice =
        pluggedIn(
            () ->
                ObservableChoice.of(
                    List.of(Map.of("power", Map.of("n", 4)), Map.of("phi4", Map.of())),
                    Map.of("same", "power4/phi4")));
    EnsembleResult result = pluggedIn(() -> measured(choice, 1));
    assertEquals(
        result.estimate("phi4").value(), result.estimate("power4").value(), 1e-12, "definition");
    assertEquals(1, result.estimate("same").value(), 1e-12);
    assertFalse(result.checks().stream().anyMatch(c -> c.name().equals("sixth")));
  }

  /** The plug-in of a check, or of a standard observable, is one of what was measured. */
  @Test
  void itsHashIsKnownWhereItIsNotNamed() throws Exception {
    assertEquals(1, pluggedIn(() -> ObservableChoice.standard().unnamedPlugins()).size());
    assertEquals(0, ObservableChoice.standard().unnamedPlugins().size());
  }

  @Test
  void withoutThePlugInThereIsNeither() throws Exception {
    List<String> columns = pluggedIn(() -> EnsembleMeasurement.of(GAUSSIAN).columns());
    assertTrue(columns.contains("power6"), columns.toString());
    assertFalse(EnsembleMeasurement.of(GAUSSIAN).columns().contains("power6"));
    assertFalse(EnsembleMeasurement.of(GAUSSIAN).checks().contains("sixth"));
  }
}
