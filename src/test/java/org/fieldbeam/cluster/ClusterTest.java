package org.fieldbeam.cluster;

import static org.fieldbeam.cluster.Outcome.assertExit;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Processes of a cluster that are killed while shards are computed. */
@Tag("cluster")
class ClusterTest extends FaultFixture {

  @Test
  @Tag("quick")
  void killedTaskManagerChangesNothing() throws Exception {
    Process client = client(4);
    awaitShards(client, 2);
    cluster.kill("taskmanager-2");
    assertTrue(shards() < SHARDS, "the TaskManager was killed too late to prove anything");
    assertExit(0, client, log);
    assertGenerated();
    assertTrue(failures(job("hmc")) > 0, "the job has not felt the kill");
  }

  @Test
  void allTaskManagersKilledAndReplaced() throws Exception {
    Process client = client(4);
    awaitShards(client, 1);
    for (int number = 1; number <= TASK_MANAGERS; number++) {
      cluster.kill("taskmanager-" + number);
    }
    assertTrue(shards() < SHARDS, "the TaskManagers were killed too late to prove anything");
    await(client, () -> cluster.taskManagers() == 0, "the JobManager to see that");
    await(client, () -> job("hmc").string("state").equals("RUNNING"), "the job to look for slots");
    cluster.start();
    assertExit(0, client, log);
    assertGenerated();
  }

  @Test
  void killedJobManagerEndsTheRunWhichResumes() throws Exception {
    Process client = client(4);
    awaitShards(client, 1);
    cluster.kill("jobmanager");
    int finished = shards();
    assertTrue(finished < SHARDS, "the JobManager was killed too late to prove anything");
    assertExit(1, client, log);
    String message = LocalCluster.read(log);
    assertTrue(message.contains("the JobManager of the Flink cluster is gone"), message);
    assertTrue(message.contains("run the same command"), message);
    cluster.start();
    assertExit(0, client(4), log);
    assertGenerated();
  }
}
