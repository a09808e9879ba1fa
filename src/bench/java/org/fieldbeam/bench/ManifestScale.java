package org.fieldbeam.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.Manifest;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.dataset.ShardTable;
import org.fieldbeam.data.storage.Storage;

/**
 * What the number of shards costs those that know of them all: the commit, which gathers the
 * entries and writes the manifest, a worker, which reads it, and the planner, which looks whether
 * every file is there. Prints seconds and heap per number of shards.
 *
 * <p>Arguments: numbers of shards (default 10000 100000 1000000). As many empty files are made in
 * the folder for temporary files, and deleted.
 */
public final class ManifestScale {
  private static final String HASH = "0123456789abcdef".repeat(4);

  private ManifestScale() {}

  /** Prints a line per number of shards. */
  public static void main(String[] arguments) throws IOException {
    List<String> counts =
        arguments.length == 0 ? List.of("10000", "100000", "1000000") : List.of(arguments);
    System.out.printf(
        "%10s %10s %12s %10s %10s %10s %12s%n",
        "shards", "gather s", "table MiB", "write s", "read s", "MiB file", "check all s");
    run(1000); // warms up
    for (String count : counts) {
      System.out.println(run(Integer.parseInt(count)));
    }
  }

  private static String run(int shards) throws IOException {
    Path folder = Files.createTempDirectory("fieldbeam-manifest");
    try {
      long before = used();
      long start = System.nanoTime();
      ShardTable table = new ShardTable();
      for (int index = 0; index < shards; index++) {
        String name = DatasetFolder.shardName(index, shards);
        table.add(new ShardEntry(index, name, 1000, 0, HASH));
      }
      List<ShardEntry> entries = table.inOrder(shards);
      double gather = since(start);
      double mebibytes = (used() - before) / (double) (1 << 20);
      for (ShardEntry entry : entries) {
        Files.createFile(folder.resolve(entry.path()));
      }
      DatasetInfo info =
          DatasetInfo.of(DatasetKind.ENSEMBLE, "many", "generate", HASH, new int[] {64, 64});
      // the commit checks all files and writes
      start = System.nanoTime();
      DatasetFolder.commit(folder.toString(), Manifest.now(info, entries, Map.of()));
      double commit = since(start);
      start = System.nanoTime();
      DatasetFolder.openLazily(folder.toString());
      double read = since(start);
      start = System.nanoTime();
      DatasetFolder.open(folder.toString());
      double check = since(start) - read;
      long bytes = Storage.size(DatasetFolder.manifestPath(folder.toString()));
      return String.format(
          "%10d %10.2f %12.1f %10.2f %10.2f %10.1f %12.2f",
          shards,
          gather,
          mebibytes,
          Math.max(0, commit - check),
          read,
          bytes / (double) (1 << 20),
          check);
    } finally {
      EngineOverhead.delete(folder);
    }
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
