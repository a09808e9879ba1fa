package org.fieldbeam.pipeline;

import java.util.List;
import org.fieldbeam.data.Storage;

/** The files that fieldbeam writes into the folder of a stage. */
final class StageFiles {
  /**
   * In the order in which they are deleted: manifest and results first, so that a folder whose
   * deletion is cut short does not look finished. Measurements have a folder per dataset.
   */
  private static final List<String> GLOBS =
      List.of(
          "_manifest.json",
          ModelFile.NAME,
          "estimates.json",
          "checks.json",
          "index.html",
          "part-*-of-*.parquet",
          "*/_manifest.json",
          "*/part-*-of-*.parquet");

  private StageFiles() {}

  /** Deletes what fieldbeam wrote, the marker last; other files stay. */
  static void delete(String folder) {
    for (String glob : GLOBS) {
      Storage.list(folder, glob).forEach(Storage::delete);
    }
    Storage.delete(Storage.resolve(folder, StageMarker.FILE_NAME));
  }
}
