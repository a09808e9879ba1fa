package org.fieldbeam.cluster;

import static org.fieldbeam.cluster.Outcome.assertExit;
import static org.fieldbeam.cluster.Outcome.hashes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Disks that fill, and files that are damaged or lost. */
@Tag("cluster")
class StorageFaultTest extends FaultFixture {

  @Test
  void aDiskThatFills() throws Exception {
    Path disk = Files.createDirectory(output.getParent().resolve("disk"));
    assumeTrue(
        command("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk),
        "a small file system of memory needs the right to mount");
    try {
      output = disk.resolve("out");
      assertExit(1, client(4), log);
      String message = LocalCluster.read(log);
      assertTrue(message.contains("the disk is full"), message);
      assertTrue(message.contains("run the same command again"), message);
      assertEquals(1, failures(job("hmc")), "it does not pass by itself, so once is enough");
      int kept = shards();
      assertTrue(kept > 0 && kept < SHARDS, kept + " shards");
      assertTrue(command("mount", "-o", "remount,size=16m", disk));
      assertExit(0, client(4), log);
      assertGenerated();
    } finally {
      command("umount", "-l", disk);
    }
  }

  private static boolean command(Object... words) throws Exception {
    String[] line = new String[words.length];
    for (int i = 0; i < line.length; i++) {
      line[i] = words[i].toString();
    }
    try {
      return new ProcessBuilder(line).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false; // no such command
    }
  }

  /** Runs all stages after something was done to the ensemble, and mends as the message says. */
  private void mend(String complaint, Path shard) throws Exception {
    assertExit(1, cluster.run(log, all, 4, output), log);
    String message = LocalCluster.read(log);
    assertTrue(message.contains(complaint), message);
    assertTrue(message.contains(shard.toString()), message);
    Path manifest = output.resolve("hmc/_manifest.json");
    assertTrue(message.contains("manifest"), message);
    Files.delete(manifest);
    assertExit(expectedExit, cluster.run(log, all, 4, output), log);
    assertEquals(expected, hashes(output));
  }

  @Test
  void aShardDeletedBetweenTwoStages() throws Exception {
    assertExit(0, client(4), log);
    Path shard = output.resolve("hmc").resolve(DatasetFolder.shardName(5, SHARDS));
    Files.delete(shard);
    mend("shard of a dataset is missing", shard);
  }

  @Test
  void aBitOfAShardFlippedBetweenTwoStages() throws Exception {
    assertExit(0, client(4), log);
    Path shard = output.resolve("hmc").resolve(DatasetFolder.shardName(7, SHARDS));
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length / 2] ^= 0x10;
    Files.write(shard, bytes);
    mend("Parquet file is damaged", shard);
    assertEquals(1, failures(cluster.jobs("training").get(1)), "damage does not pass by itself");
  }
}
