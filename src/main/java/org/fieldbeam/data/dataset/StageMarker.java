package org.fieldbeam.data.dataset;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.data.storage.Storage;

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
 * @param read of a complete stage, hashes of the outputs that it has read of other stages of the
 *     pipeline, by their names
 * @param outputs of a complete stage, hashes of the files that it has written, by their paths in
 *     the folder: what is changed by hand later is no longer its output
 */
public record StageMarker(
    String pipeline,
    String stage,
    String inputHash,
    boolean complete,
    SortedMap<String, String> read,
    SortedMap<String, String> outputs) {
  /** Hidden, so that tools that read all files of a folder as data pass it by. */
  public static final String FILE_NAME = ".fieldbeam-stage.json";

  /** Hash of a folder that is being cleared. */
  public static final String CLEARING = "none: this folder is being cleared";

  private static final String FORMAT = "fieldbeam stage";

  /** Copies the maps. */
  public StageMarker {
    read = Collections.unmodifiableSortedMap(new TreeMap<>(read));
    outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
  }

  /** The marker of a stage that says nothing of files. */
  public StageMarker(String pipeline, String stage, String inputHash, boolean complete) {
    this(pipeline, stage, inputHash, complete, new TreeMap<>(), new TreeMap<>());
  }

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
                json.bool("complete"),
                hashes(json, "read"),
                hashes(json, "outputs")))
        : Optional.empty();
  }

  /** Hashes by name; none in markers of before there were any. */
  private static SortedMap<String, String> hashes(JsonObject json, String key) {
    SortedMap<String, String> hashes = new TreeMap<>();
    if (json.has(key)) {
      JsonObject map = json.object(key);
      map.keys().forEach(name -> hashes.put(name, map.string(name)));
    }
    return hashes;
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
                "complete", complete,
                "read", read,
                "outputs", outputs)));
  }

  /**
   * The marker of the stage when it has ended well.
   *
   * @param sources hashes of what it has read of other stages, see {@link #contentHash()}
   * @param files files that it has written, by their paths in the folder
   * @throws UserException if one of the files is not there
   */
  public StageMarker completed(
      String folder, SortedMap<String, String> sources, Iterable<String> files) {
    SortedMap<String, String> hashes = new TreeMap<>();
    for (String file : files) {
      if (!Storage.exists(Storage.resolve(folder, file))) {
        throw UserException.of("the stage has ended without its output")
            .where(Storage.resolve(folder, file))
            .given("the " + stage + " stage of the pipeline '" + pipeline + "'")
            .todo("see whether something else deletes files there, and run the pipeline again")
            .build();
      }
      hashes.put(file, hash(folder, file));
    }
    return new StageMarker(pipeline, stage, inputHash, true, sources, hashes);
  }

  /** SHA-256 of all that the stage has written. */
  public String contentHash() {
    return Storage.sha256OfText(Json.compact(outputs));
  }

  /** Of a dataset the hash of its content: its manifest may be written again, at another time. */
  private static String hash(String folder, String file) {
    String path = Storage.resolve(folder, file);
    return file.endsWith(Manifest.FILE_NAME)
        ? DatasetFolder.openLazily(path.substring(0, path.length() - Manifest.FILE_NAME.length()))
            .contentHash()
        : Storage.sha256(path);
  }

  /**
   * Refuses a folder whose files are not what a stage has written, if it has ended well there.
   * Files that are missing are none of this method's business: what is not there misleads nobody.
   *
   * @throws UserException if a file was changed
   */
  public static void requireUnchanged(String folder) {
    Optional<StageMarker> marker = read(folder);
    if (marker.isEmpty()) {
      return;
    }
    marker
        .get()
        .outputs()
        .forEach(
            (file, written) -> {
              String path = Storage.resolve(folder, file);
              if (Storage.exists(path) && !hash(folder, file).equals(written)) {
                throw UserException.of("the file was changed after the stage had written it")
                    .where(path)
                    .given("sha256 " + hash(folder, file))
                    .allowed("sha256 " + written)
                    .todo(
                        "restore the file, or delete it and run the pipeline again; to go on from a"
                            + " version of your own, copy it to a folder outside of the output and"
                            + " name that by its path")
                    .build();
              }
            });
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
    if (!inputHash.equals(stage) && !inputHash.equals(InputHash.ofPart(stage, id))) {
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
