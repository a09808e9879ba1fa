package org.fieldbeam.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.pipeline.file.PipelineFile;
import org.fieldbeam.pipeline.plan.PlannedStage;
import org.fieldbeam.pipeline.plan.Planner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageProgressTest {
  @TempDir Path folder;

  private PlannedStage stage() {
    String file =
        """
        name: toy
        seed: 1
        stages:
          - generate: {into: hmc, lattice: [4], action: {free: {kappa: 0.1}}, algorithm: hmc,
                       chains: 8, configurations: 100}
        """;
    return Planner.plan(PipelineFile.parse(file, "toy.yaml"), folder.toString()).stages().get(0);
  }

  private static Progress.Snapshot at(long rows) {
    return new Progress.Snapshot("hmc", rows / 400, 1, 2, rows, 800, 10_000, Duration.ZERO);
  }

  @Test
  void aLineEveryTenSeconds() {
    AtomicLong clock = new AtomicLong();
    StringWriter err = new StringWriter();
    Terminal terminal = new Terminal(null, new PrintWriter(err), false, clock::get);
    PlannedStage stage = stage();
    try (StageProgress progress = new StageProgress(terminal)) {
      progress.started(stage);
      for (int second = 1; second <= 31; second++) {
        clock.addAndGet(1_000_000_000L);
        progress.progress(stage, at(second * 20L));
      }
      progress.finished(stage);
    }
    List<String> lines = err.toString().lines().map(String::strip).toList();
    assertEquals(5, lines.size(), err::toString);
    assertTrue(lines.get(0).endsWith("started (to do)"), err::toString);
    assertTrue(
        lines.get(1).endsWith("0 of 2 shards (1 kept), 200 of 800 rows, 10.0 kB, 10.0 s"),
        err::toString);
    assertTrue(lines.get(3).contains("600 of 800 rows"), err::toString);
    assertTrue(lines.get(4).contains("done in 31.0 s"), err::toString);
  }

  @Test
  void aBarOnATerminal() {
    StringWriter err = new StringWriter();
    PlannedStage stage = stage();
    try (StageProgress progress =
        new StageProgress(new Terminal(null, new PrintWriter(err), true, System::nanoTime))) {
      progress.started(stage);
      progress.progress(stage, at(200));
      progress.finished(stage);
    }
    assertTrue(err.toString().contains("25%"), err::toString);
    assertTrue(err.toString().contains("done in"), err::toString);
  }

  @Test
  void quantities() {
    assertEquals("999 B", Quantities.bytes(999));
    assertEquals("1.00 kB", Quantities.bytes(1000));
    assertEquals("1.00 MB", Quantities.bytes(999_999));
    assertEquals("12.3 GB", Quantities.bytes(12_345_678_901L));
    assertEquals("59.9 s", Quantities.time(Duration.ofMillis(59_949)));
    assertEquals("1 min 00 s", Quantities.time(Duration.ofSeconds(60)));
    assertEquals("2 h 05 min", Quantities.time(Duration.ofMinutes(125)));
  }
}
