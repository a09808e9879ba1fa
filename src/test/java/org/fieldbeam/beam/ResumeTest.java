package org.fieldbeam.beam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.options.PipelineOptions;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was killed with kill -9 and started again gives the bytes of one that was not. */
class ResumeTest {
  @TempDir Path temporary;

  @Test
  void killedRunGoesOnFromItsFinishedShards() throws Exception {
    Path killed = temporary.resolve("killed/hmc");
    killWhenShardsAreThere(killed, 3);
    assertFalse(Files.exists(killed.resolve("_manifest.json")), "the run was killed in the middle");
    Map<Path, FileTime> finished = times(killed);
    assertTrue(finished.size() >= 3 && finished.size() < KilledRun.SHARDS);

    Progress.Snapshot resumed = run(killed, Runners.direct(2));

    assertEquals(finished.size(), resumed.shardsKept());
    assertEquals(KilledRun.SHARDS, resumed.shardsDone());
    for (Map.Entry<Path, FileTime> shard : finished.entrySet()) {
      assertEquals(shard.getValue(), Files.getLastModifiedTime(shard.getKey()), "written again");
    }
    Path whole = temporary.resolve("whole/hmc");
    run(whole, Runners.flink(2));
    assertEquals(Folders.hashes(whole), Folders.hashes(killed));
    assertEquals(
        DatasetFolder.open(whole.toString()).manifest().shards(),
        DatasetFolder.open(killed.toString()).manifest().shards());
  }

  private static Progress.Snapshot run(Path folder, PipelineOptions options)
      throws InterruptedException {
    return StageJob.run(
        "hmc",
        options,
        pipeline -> pipeline.apply(KilledRun.stage(folder.toString())),
        Progress.none());
  }

  private static void killWhenShardsAreThere(Path folder, int shards) throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    KilledRun.class.getName(),
                    folder.toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      while (Folders.finishedShards(folder) < shards) {
        assertTrue(process.isAlive(), "the run ended before it could be killed");
        Thread.sleep(5);
      }
    } finally {
      process.destroyForcibly().waitFor(); // SIGKILL
    }
  }

  private static Map<Path, FileTime> times(Path folder) throws IOException {
    Map<Path, FileTime> times = new HashMap<>();
    try (var files = Files.newDirectoryStream(folder, "part-*.parquet")) {
      for (Path file : files) {
        times.put(file, Files.getLastModifiedTime(file));
      }
    }
    return times;
  }
}
