package org.fieldbeam.beam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.SortedMap;
import org.fieldbeam.beam.job.Runners;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every file of every stage has the same SHA-256 on both runners, on one worker and on two. */
class DeterminismTest {
  @TempDir Path temporary;

  @Test
  void bytesDoNotDependOnRunnerOrParallelism() throws Exception {
    Path reference = temporary.resolve("direct1");
    new SmallRun(reference).run(Runners.direct(1));
    SortedMap<String, String> hashes = Folders.hashes(reference);
    assertTrue(hashes.containsKey("score/model.json"));
    assertTrue(hashes.containsKey("observables/estimates.json"));
    assertTrue(hashes.containsKey("training/part-00002-of-00003.parquet"));

    new SmallRun(temporary.resolve("direct2")).run(Runners.direct(2));
    new SmallRun(temporary.resolve("flink1")).run(Runners.flink(1));
    new SmallRun(temporary.resolve("flink2")).run(Runners.flink(2));

    assertEquals(hashes, Folders.hashes(temporary.resolve("direct2")), "Direct runner, 2 workers");
    assertEquals(hashes, Folders.hashes(temporary.resolve("flink1")), "Flink, 1 worker");
    assertEquals(hashes, Folders.hashes(temporary.resolve("flink2")), "Flink, 2 workers");
  }
}
