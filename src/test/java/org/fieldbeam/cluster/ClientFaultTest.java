package org.fieldbeam.cluster;

import static org.fieldbeam.cluster.Outcome.assertExit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that are killed or stopped, and clients that meet. */
@Tag("cluster")
class ClientFaultTest extends GateFixture {
  private static String state(String job) throws Exception {
    return cluster.get("/jobs/" + job).string("state");
  }

  /** The cancellation of a job reaches a task that is held at a gate when that opens. */
  private void openOnceCancelled(String gate, String job) throws Exception {
    await(
        null,
        () -> List.of("CANCELLING", "CANCELED").contains(state(job)),
        "the cancellation of " + job);
    gates.open(gate);
    await(null, () -> state(job).equals("CANCELED"), "the end of " + job);
  }

  @Test
  void killedClientLeavesAJobThatTheNextOneEnds() throws Exception {
    String gate = close(BEFORE_ITS_NAME);
    Process client = gatedClient();
    held(client, gate);
    String left = job("hmc").string("jid");
    client.destroyForcibly().waitFor();
    assertEquals("RUNNING", state(left));
    Path nextLog = Path.of(log + ".next");
    Process next = gatedClient(nextLog, generate);
    openOnceCancelled(gate, left);
    assertExit(0, next, nextLog);
    String message = LocalCluster.read(nextLog);
    assertTrue(message.contains(left), message);
    assertGenerated();
  }

  @Test
  void stoppedClientCancelsItsJob() throws Exception {
    String gate = close(BEFORE_ITS_NAME);
    Process client = gatedClient();
    held(client, gate);
    String left = job("hmc").string("jid");
    client.destroy(); // SIGTERM
    assertTrue(client.waitFor(2, TimeUnit.MINUTES));
    openOnceCancelled(gate, left);
    String message = LocalCluster.read(log);
    assertTrue(message.contains("cancelled job " + left), message);
    assertExit(0, gatedClient(), log);
    assertGenerated();
  }

  @Test
  void theSecondOfTwoRunsIsRefused() throws Exception {
    String gate = close(BEFORE_THE_COMMIT);
    Process first = gatedClient();
    held(first, gate);
    Path second = Path.of(log + ".second");
    assertExit(1, gatedClient(second, generate), second);
    String message = LocalCluster.read(second);
    assertTrue(message.contains("another run is writing into this output folder"), message);
    // the same folder by its local name, where the lock is one of the system
    assertExit(1, cluster.run(second, generate, 2, output), second);
    assertTrue(first.isAlive());
    gates.open(gate);
    assertExit(0, first, log);
    assertGenerated();
    assertExit(0, gatedClient(second, generate), second);
    assertTrue(LocalCluster.read(second).contains("skipped"), LocalCluster.read(second));
  }

  /** As from two machines that started at once, and whose file system has no locks. */
  @Test
  void twoRunsThatGotPastTheLockDoNoHarm() throws Exception {
    String gate = close(BEFORE_ITS_NAME);
    Process first = gatedClient();
    held(first, gate);
    Files.delete(output.resolve(".fieldbeam-lock"));
    Path log2 = Path.of(log + ".second");
    Process second = gatedClient(log2, generate);
    await(
        second,
        () ->
            cluster.jobs("hmc").stream().filter(j -> j.string("state").equals("RUNNING")).count()
                == 2,
        "two jobs");
    gates.open(gate);
    assertExit(0, first, log);
    assertExit(0, second, log2);
    assertGenerated();
  }
}
