package org.fieldbeam.pipeline.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.data.dataset.Manifest;
import org.fieldbeam.data.dataset.StageMarker;
import org.fieldbeam.data.storage.Storage;
import org.fieldbeam.data.storage.Temporaries;

/** The files that fieldbeam writes into the folder of a stage. */
public final class StageFiles {
  private StageFiles() {}

  /**
   * In the order in which they are deleted: manifest and results first, so that a folder whose
   * deletion is cut short does not look finished. Measurements have a folder per dataset.
   */
  private static List<String> globs() {
    List<String> globs = new ArrayList<>(List.of(Manifest.FILE_NAME));
    StageKind.all().all().forEach(kind -> globs.addAll(kind.files()));
    globs.addAll(List.of("part-*-of-*.parquet", "*/_manifest.json", "*/part-*-of-*.parquet"));
    return globs;
  }

  /**
   * Hashes of what the stages have written that a stage reads, by their names.
   *
   * @param output the folder of the pipeline
   */
  public static SortedMap<String, String> sources(StageSpec stage, String output) {
    SortedMap<String, String> hashes = new TreeMap<>();
    for (Reference input : stage.inputs()) {
      if (!input.isPath()) {
        StageMarker.read(Storage.resolve(output, input.text()))
            .ifPresent(marker -> hashes.put(input.text(), marker.contentHash()));
      }
    }
    return hashes;
  }

  /**
   * Deletes what fieldbeam wrote but for the marker, which keeps late writers out: temporary files
   * first, so that none of them gets its name any more. Other files stay.
   *
   * @param marker the marker of the folder as it is
   */
  public static void clear(String folder, StageMarker marker) {
    new StageMarker(marker.pipeline(), marker.stage(), StageMarker.CLEARING, false).write(folder);
    Temporaries.deleteIn(folder);
    for (String glob : globs()) {
      Storage.list(folder, glob).forEach(Storage::delete);
    }
  }
}
