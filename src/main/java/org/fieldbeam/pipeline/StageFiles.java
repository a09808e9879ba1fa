package org.fieldbeam.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.beam.AggregateObservables;
import org.fieldbeam.data.Manifest;
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
   * The files that a stage leaves beside its shards when it has ended well, by their paths in its
   * folder. A report is written anew on every run.
   */
  static List<String> results(StageSpec stage) {
    return switch (stage.product()) {
      case ENSEMBLE, WEIGHTED, COMPLEX, SCAN, NOISED, TRAINING -> List.of(Manifest.FILE_NAME);
      case MEASUREMENTS -> {
        List<String> files =
            new ArrayList<>(List.of(AggregateObservables.ESTIMATES, AggregateObservables.CHECKS));
        ((StageSpec.Measure) stage)
            .names()
            .forEach(name -> files.add(Storage.resolve(name, Manifest.FILE_NAME)));
        yield files;
      }
      case MODEL ->
          stage instanceof StageSpec.TrainNetwork
              ? List.of(ModelFile.NAME, "model.pt", "losses.json")
              : List.of(ModelFile.NAME);
      case REPORT -> List.of();
    };
  }

  /**
   * Hashes of what the stages have written that a stage reads, by their names.
   *
   * @param output the folder of the pipeline
   */
  static SortedMap<String, String> sources(StageSpec stage, String output) {
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
  static void clear(String folder, StageMarker marker) {
    new StageMarker(marker.pipeline(), marker.stage(), StageMarker.CLEARING, false).write(folder);
    Storage.deleteTemporaries(folder);
    for (String glob : GLOBS) {
      Storage.list(folder, glob).forEach(Storage::delete);
    }
  }
}
