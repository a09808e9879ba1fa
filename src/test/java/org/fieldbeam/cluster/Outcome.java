package org.fieldbeam.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.fieldbeam.data.storage.Storage;

/** What came of a process and of a run. */
final class Outcome {
  private Outcome() {}

  /** Waits for a process that writes to a log, and looks at its exit code. */
  static void assertExit(int code, Process process, Path log) throws Exception {
    if (!process.waitFor(15, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("no end: " + LocalCluster.read(log));
    }
    assertEquals(code, process.exitValue(), () -> LocalCluster.read(log));
  }

  /** SHA-256 of every shard and model under a folder; temporary files are an error. */
  static Map<String, String> hashes(Path folder) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString();
        assertFalse(name.endsWith(".tmp"), () -> "left over: " + name);
        if (name.endsWith(".parquet") || name.endsWith("model.json")) {
          hashes.put(name, Storage.sha256(file.toString()));
        }
      }
    }
    return hashes;
  }
}
