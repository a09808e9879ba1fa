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
import org.fieldbeam.core.audit.FlowAudit;
import org.fieldbeam.core.observable.check.weight.ClaimedDensity;
import org.fieldbeam.core.observable.check.weight.Coverage;
import org.fieldbeam.core.observable.check.weight.WeightBlocks;
import org.fieldbeam.core.observable.check.weight.Weights;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.data.check.DatasetCheck;
import org.fieldbeam.data.check.DatasetChecks;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose errors cannot be trusted ends with exit code 3, and one that can with 0. */
class UntrustedRunTest {
  private static final String STAGES =
      """
      name: trust
      seed: 11
      output: '%s'
      stages:
        - generate:
            into: hmc
            lattice: [4, 4]
            action: {phi4: {kappa: 0.28, lambda: 0.022}}
            algorithm: {metropolisWolff: {width: 1.5, sweeps: 2, clusters: 1}}
            chains: 40
            thermalization: 100
            configurations: 50
            stride: 3
        - train: {from: hmc, into: score, model: {effectiveAction: {operators: [f4, f6], %s}}}
        - sample: {model: score, into: proposals, configurations: 8192}
        - correct: {from: proposals, into: diffusion}
      """;

  @TempDir Path folder;

  private record Outcome(int code, String out, String err) {}

  private Outcome run(String flow) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("pipeline.yaml"), STAGES.formatted(folder.resolve("out"), flow));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(new PrintWriter(out), new PrintWriter(err), false, System::nanoTime);
    int code = Main.execute(terminal, new String[] {"run", file.toString(), "--parallelism", "2"});
    return new Outcome(code, out.toString(), err.toString());
  }

  private Check check(String name) {
    return DatasetChecks.of(
            DatasetFolder.open(folder.resolve("out/diffusion").toString()).manifest())
        .stream()
        .map(DatasetCheck::check)
        .filter(check -> check.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** In 24 evaluations every check judges, and passes. */
  @Test
  void aGoodRunPasses() throws IOException {
    Outcome run = run("evaluations: 24");
    assertEquals(ExitCode.DONE, run.code(), run.out() + run.err());
    for (String name :
        new String[] {Weights.NAME, WeightBlocks.NAME, Coverage.NAME, ClaimedDensity.NAME}) {
      assertTrue(check(name).passed(), name + ": " + check(name).explanation());
    }
    Map<String, Object> extra =
        DatasetFolder.open(folder.resolve("out/proposals").toString()).manifest().extra();
    FlowAudit audit = FlowAudit.of(extra.get(FlowAudit.NOTE)).orElseThrow();
    assertEquals(8, audit.jacobians());
    assertEquals(24, audit.steps().evaluations());
    assertEquals(200, audit.heldOut().configurations());
    for (String fact :
        new String[] {"densityError", "heldOutToLargestWeight", "smallestBlockSize"}) {
      assertTrue(run.out().contains(fact), run.out());
    }
  }

  /** In two steps of Euler the claimed density is not that of the map. */
  @Test
  void aCoarseFlowFails() throws IOException {
    Outcome run = run("integrator: euler, evaluations: 2");
    assertEquals(ExitCode.CHECK_FAILED, run.code(), run.out() + run.err());
    assertTrue(check(ClaimedDensity.NAME).failed(), check(ClaimedDensity.NAME).explanation());
    assertTrue(run.out().contains("FAILED diffusion claimedDensity: log q is off by"), run.out());
  }
}
