package org.fieldbeam.cluster;

import static org.fieldbeam.cluster.Outcome.assertExit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.fieldbeam.data.storage.Storage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * TaskManagers that die, or stop and wake up as zombies, at the moments that matter most. {@link
 * Gates} hold them there, so that no moment can be missed.
 */
@Tag("cluster")
class MomentTest extends GateFixture {
  /** Stops a process, and waits until the JobManager takes it for dead. */
  private void stopPastHeartbeat(Process client, ProcessHandle taskManager) throws Exception {
    LocalCluster.signal("STOP", taskManager);
    await(client, () -> cluster.taskManagers() == TASK_MANAGERS - 1, "the end of the heartbeat");
  }

  /** Lets a stopped process go on from its gate; returns what became of its operation. */
  private String wake(ProcessHandle taskManager, String gate) throws Exception {
    LocalCluster.signal("CONT", taskManager);
    await(null, () -> gates.passed(gate).isPresent(), "the zombie to go on");
    return gates.passed(gate).orElseThrow();
  }

  private int temporaries() {
    return Storage.list(output.resolve("hmc").toString(), ".*.tmp").size();
  }

  @ParameterizedTest
  @ValueSource(strings = {HALF_WRITTEN, BEFORE_ITS_NAME, BEFORE_THE_COMMIT})
  void killed(String moment) throws Exception {
    String gate = close(moment);
    Process client = gatedClient();
    ProcessHandle taskManager = held(client, gate);
    assertTrue(temporaries() > 0, "nothing is being written");
    assertFalse(Storage.exists(output.resolve("hmc/_manifest.json").toString()));
    LocalCluster.kill(taskManager);
    assertExit(0, client, log);
    assertGenerated();
    // more than once where the survivors notice before the JobManager does
    assertTrue(failures(job("hmc")) >= 1, "the job did not notice");
  }

  /** The zombie finds the stage finished, and its own files gone. */
  @ParameterizedTest
  @CsvSource({
    HALF_WRITTEN + ", goes on",
    BEFORE_ITS_NAME + ", java.nio.file.NoSuchFileException",
    BEFORE_THE_COMMIT + ", java.nio.file.NoSuchFileException"
  })
  void wakesUpWhenAllIsDone(String moment, String outcome) throws Exception {
    String gate = close(moment);
    Process client = gatedClient();
    ProcessHandle taskManager = held(client, gate);
    stopPastHeartbeat(client, taskManager);
    gates.open(gate);
    assertExit(0, client, log);
    assertGenerated();
    String became = wake(taskManager, gate);
    assertTrue(became.startsWith(outcome), became);
    awaitPeace();
    assertGenerated();
  }

  /** The zombie writes its shard over the one that has replaced it. */
  @Test
  void wakesUpBeforeTheCommit() throws Exception {
    String shard = close(BEFORE_ITS_NAME);
    String commit = close(BEFORE_THE_COMMIT);
    Process client = gatedClient();
    ProcessHandle taskManager = held(client, shard);
    stopPastHeartbeat(client, taskManager);
    gates.open(shard);
    held(client, commit);
    assertEquals(SHARDS, shards());
    assertEquals("renamed", wake(taskManager, shard));
    gates.open(commit);
    assertExit(0, client, log);
    awaitPeace();
    assertGenerated();
  }

  /**
   * Meanwhile the user has changed the file, and the folder holds another ensemble: what the zombie
   * has in hand is not wanted.
   */
  @ParameterizedTest
  @ValueSource(strings = {HALF_WRITTEN, BEFORE_ITS_NAME, BEFORE_THE_COMMIT})
  void wakesUpWhenTheFolderIsOfOthers(String moment) throws Exception {
    String gate = close(moment);
    Process client = gatedClient(log, other());
    ProcessHandle taskManager = held(client, gate);
    stopPastHeartbeat(client, taskManager);
    client.destroyForcibly().waitFor();
    gates.open(gate);
    assertExit(0, gatedClient(), log);
    assertGenerated();
    wake(taskManager, gate);
    awaitPeace();
    assertGenerated();
  }

  /** The pipeline file as it was before the user changed the seed. */
  private static Path other() throws IOException {
    Path file = shared.resolve("other.yaml");
    return java.nio.file.Files.writeString(
        file, LocalCluster.read(generate).replace("seed: 11", "seed: 12"));
  }

  /** Waits until a zombie has come home and has nothing in hand. */
  private void awaitPeace() throws Exception {
    await(null, () -> cluster.taskManagers() == TASK_MANAGERS, "the TaskManager to come back");
    await(null, () -> temporaries() == 0, "the zombie to give up its file");
  }
}
