package org.fieldbeam.pipeline;

import java.util.Map;
import java.util.Optional;
import org.fieldbeam.data.Json;
import org.fieldbeam.data.JsonObject;
import org.fieldbeam.data.Storage;

/**
 * The file in a stage's folder that says whose it is: written before the stage runs, and again when
 * it has ended well. Without it a folder is not ours, and nothing in it is touched.
 *
 * @param pipeline name of the pipeline
 * @param stage kind of the stage
 * @param inputHash hash of all that the output is a function of
 * @param complete whether the stage has ended well
 */
record StageMarker(String pipeline, String stage, String inputHash, boolean complete) {
  /** Hidden, so that tools that read all files of a folder as data pass it by. */
  static final String FILE_NAME = ".fieldbeam-stage.json";

  private static final String FORMAT = "fieldbeam stage";

  static Optional<StageMarker> read(String folder) {
    String file = Storage.resolve(folder, FILE_NAME);
    if (!Storage.exists(file)) {
      return Optional.empty();
    }
    JsonObject json = Json.parseObject(Storage.readText(file), file);
    return FORMAT.equals(json.tree("format"))
        ? Optional.of(
            new StageMarker(
                json.string("pipeline"),
                json.string("stage"),
                json.string("inputHash"),
                json.bool("complete")))
        : Optional.empty();
  }

  void write(String folder) {
    Storage.writeText(
        Storage.resolve(folder, FILE_NAME),
        Json.pretty(
            Map.of(
                "format", FORMAT,
                "pipeline", pipeline,
                "stage", stage,
                "inputHash", inputHash,
                "complete", complete)));
  }

  StageMarker completed() {
    return new StageMarker(pipeline, stage, inputHash, true);
  }
}
