package org.fieldbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.cli.text.Terminal;
import org.fieldbeam.core.action.U1Action;
import org.fieldbeam.core.action.angle.GaugeTorus;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.EstimatesFile;
import org.fieldbeam.pipeline.kind.UntrainedModelKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model in closed form in a pipeline: samples, paths, what reports show of them. */
class ClosedFormRunTest {
  private static final String FILE =
      """
      name: closed
      seed: 11
      output: '%s'
      stages:
        - sample: {model: {closedForm: {action: {u1: {beta: 3}}, lattice: [4, 4]}}, into: proposals, configurations: 2000}
        - correct: {from: proposals, into: chain}
        - sample: {model: {closedForm: {action: {u1: {beta: 3}}, lattice: [4, 4], levels: 12, ladder: uniform}}, into: ways, configurations: 10, paths: 3}
        - measure: {from: chain, into: observables}
        - report:
            figures:
              - charges: {title: Charges, from: observables, datasets: chain}
              - compare:
                  title: Exact
                  from: observables
                  rows:
                    - {quantity: W, dataset: chain, observable: wilson2x2, exact: action}
                    - {quantity: Q, dataset: chain, observable: topologicalCharge, exact: action}
      """;

  @TempDir Path folder;

  /** Pulls beyond 4.5 have a probability of 7e-6 each. */
  @Test
  void pipelineNeedsNoTrainingAndShowsWhatIsExact() throws IOException {
    Path out = folder.resolve("out");
    Path file = Files.writeString(folder.resolve("p.yaml"), FILE.formatted(out));
    StringWriter text = new StringWriter();
    Terminal terminal =
        new Terminal(new PrintWriter(text), new PrintWriter(text), false, System::nanoTime);
    assertEquals(
        ExitCode.DONE,
        Main.execute(terminal, new String[] {"run", file.toString()}),
        text::toString);

    GaugeTorus torus = U1Action.of(Lattice.of(4, 4), 3).gaugeTorus().orElseThrow();
    Map<String, Double> exact =
        Map.of(
            "plaquette", torus.wilsonLoop(1),
            "wilson2x2", torus.wilsonLoop(4),
            "topologicalSusceptibility", torus.susceptibility());
    int found = 0;
    for (EstimatesFile.Entry entry : EstimatesFile.read(out.resolve("observables").toString())) {
      if (exact.containsKey(entry.observable())) {
        Estimate estimate = entry.estimate();
        double pull = estimate.pull(exact.get(entry.observable()));
        assertTrue(Math.abs(pull) < 4.5, entry.observable() + " " + estimate);
        found++;
      }
    }
    assertEquals(exact.size(), found);

    DatasetInfo proposals = info(out, "proposals");
    assertEquals("closedForm", UntrainedModelKind.of(proposals).orElseThrow().name(), "made again");
    assertTrue(
        String.valueOf(info(out, "ways").property(DatasetInfo.COVARIANCE)).contains("propagator"));

    String report = Files.readString(out.resolve("report/index.html"));
    assertTrue(report.contains("configurations of proposals, from the prior to the field"));
    assertTrue(report.contains("Largest distance to the exact P(Q)"));
    assertTrue(report.contains(" · exact "));
  }

  private static DatasetInfo info(Path out, String name) {
    return DatasetFolder.open(out.resolve(name).toString()).info();
  }
}
