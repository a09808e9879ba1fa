package org.fieldbeam.beam;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
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
