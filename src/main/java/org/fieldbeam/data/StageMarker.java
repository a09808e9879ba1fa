package org.fieldbeam.data;

import java.util.Map;
import java.util.Optional;

/**
 * The file in a stage's folder that says whose it is: written before the stage runs, and again when
 * it has ended well. Without it a folder is not ours, and nothing in it is touched.
 *
 * <p>It also keeps out late writers. A worker that was cut off, or the job of a client that died,
 * may wake up when the folder has long been given to other settings; {@link #requireOwner} is asked
 * before anything gets its final name. Who gives a folder away first writes {@link #CLEARING} as
 * its hash and then deletes what is in it, temporary files first: a file that was begun before can
 * no longer be renamed, one that is begun later is refused.
 *
 * @param pipeline name of the pipeline
 * @param stage kind of the stage
 * @param inputHash hash of all that the output is a function of
 * @param complete whether the stage has ended well
 */
public record StageMarker(String pipeline, String stage, String inputHash, boolean complete) {
  /** Hidden, so that tools that read all files of a folder as data pass it by. */
  public static final String FILE_NAME = ".fieldbeam-stage.json";

  /** Hash of a folder that is being cleared. */
  public static final String CLEARING = "none: this folder is being cleared";

  private static final String FORMAT = "fieldbeam stage";

  /** The marker of a folder, if it has one. */
  public static Optional<StageMarker> read(String folder) {
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

  /** Writes the marker of a folder. */
  public void write(String folder) {
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

  /** The marker of the stage when it has ended well. */
  public StageMarker completed() {
    return new StageMarker(pipeline, stage, inputHash, true);
  }

  /** The input hash of one of several datasets of a stage, each in a folder of its name. */
  public static String partHash(String stageHash, String id) {
    return Storage.sha256OfText(stageHash + "\n" + id);
  }

  /**
   * Refuses to write where a pipeline has meanwhile begun something else; a folder without a marker
   * is nobody's.
   *
   * @param folder folder of a dataset or model: of a stage, or one of several below it
   * @param id name of the dataset
   * @param inputHash its input hash
   * @throws UserException if the folder belongs to other settings
   */
  public static void requireOwner(String folder, String id, String inputHash) {
    Optional<StageMarker> marker = read(folder).or(() -> read(parent(folder)));
    if (marker.isEmpty()) {
      return;
    }
    String stage = marker.get().inputHash();
    if (!inputHash.equals(stage) && !inputHash.equals(partHash(stage, id))) {
      throw UserException.of("the folder has been given to another run")
          .where(folder)
          .given("a late writer of other settings (input hash " + inputHash + ")")
          .allowed("writers of the stage that the folder holds now (input hash " + stage + ")")
          .todo("nothing: what the other run writes is not touched")
          .build();
    }
  }

  static String parent(String folder) {
    int slash = folder.lastIndexOf('/');
    return slash < 0 ? "." : slash == 0 ? "/" : folder.substring(0, slash);
  }
}
