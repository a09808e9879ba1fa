package org.fieldbeam.beam;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.fieldbeam.data.storage.Storage;

/** What tests look at in output folders. */
public final class Folders {
  private Folders() {}

  /** SHA-256 of every file below a folder but manifests, which bear the time, by relative path. */
  public static SortedMap<String, String> hashes(Path folder) {
    SortedMap<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().equals("_manifest.json"))
          .forEach(
              file ->
                  hashes.put(folder.relativize(file).toString(), Storage.sha256(file.toString())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return hashes;
  }

  /**
   * Waits until nothing comes and goes below a folder any more: workers of a run that failed are
   * told to end, and not waited for.
   */
  public static void untilQuiet(Path folder) {
    Set<String> before = Set.of();
    for (int look = 0; look < 100; look++) {
      Set<String> now = names(folder);
      if (now.equals(before)) {
        return;
      }
      before = now;
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static Set<String> names(Path folder) {
    Set<String> names = new TreeSet<>();
    File[] below = folder.toFile().listFiles();
    for (File file : below == null ? new File[0] : below) {
      names.add(file + " " + file.length());
      names.addAll(names(file.toPath()));
    }
    return names;
  }

  /** The finished shards in a dataset folder, none if it does not exist. */
  static long finishedShards(Path folder) {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().endsWith(".parquet")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a folder with all that is in it, as far as that can be done. */
  static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      // what is left lies in the folder of temporary files
    }
  }
}
