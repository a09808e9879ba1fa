package org.fieldbeam.cluster;

import static org.fieldbeam.cluster.Outcome.assertExit;
import static org.fieldbeam.cluster.Outcome.hashes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.fieldbeam.data.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The quickstart on a real Flink cluster gives the bytes that the Direct runner gives. */
@Tag("cluster")
class ClusterRunTest {
  private static final int TASK_MANAGERS = 3;
  private static final Path QUICKSTART = Path.of("pipelines/phi4-quickstart.yaml").toAbsolutePath();

  @TempDir static Path shared;
  private static LocalCluster cluster;
  private static Map<String, String> expected;

  @BeforeAll
  static void start() throws Exception {
    Path log = shared.resolve("direct.log");
    Path output = shared.resolve("direct");
    assertExit(0, LocalCluster.fieldbeam(log, "run", QUICKSTART, "--output", output), log);
    expected = hashes(output);
    cluster = new LocalCluster(Files.createDirectory(shared.resolve("cluster")), TASK_MANAGERS, 2);
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.stop();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 6})
  void quickstartGivesTheSameBytesAtEveryParallelism(int parallelism) throws Exception {
    Path output = shared.resolve("parallelism-" + parallelism);
    Path log = shared.resolve("parallelism-" + parallelism + ".log");
    assertExit(0, cluster.run(log, QUICKSTART, parallelism, output), log);
    assertEquals(expected, hashes(output));
    if (parallelism >= TASK_MANAGERS) {
      // 12 shards; the other stages have but 4, which two TaskManagers could hold
      JsonObject measure = cluster.jobs("observables").get(0);
      assertEquals(TASK_MANAGERS, cluster.workersThatWrote(measure).size(), "TaskManagers at work");
    }
  }
}
