package org.fieldbeam.pipeline;

import java.util.List;
import org.fieldbeam.data.StageMarker;
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
          "model.pt",
          "losses.json",
          "checkpoint.bin",
          "estimates.json",
          "checks.json",
          "index.html",
          "part-*-of-*.parquet",
          "*/_manifest.json",
          "*/part-*-of-*.parquet");

  private StageFiles() {}

  /**
   * Deletes what fieldbeam wrote but for the marker, which keeps late writers out: temporary files
   * first, so that none of them gets its name any more. Other files stay.
   *
   * @param marker the marker of the folder as it is
   */
  static void clear(String folder, StageMarker marker) {
    new StageMarker(marker.pipeline(), marker.stage(), StageMarker.CLEARING, false).write(folder);
    Storage.deleteTemporaries(folder);
    for (String glob : GLOBS) {
      Storage.list(folder, glob).forEach(Storage::delete);
    }
  }
}
