package org.fieldbeam.data.model;

import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.FolderContents;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.data.storage.Storage;

/** The file {@code model.json} in the folder of a train stage, of any kind of score model. */
public final class ModelJson {
  /** Name of the file. */
  public static final String FILE_NAME = FolderContents.MODEL;

  private ModelJson() {}

  /** Path of the model file of a folder. */
  public static String path(String folder) {
    return Storage.resolve(folder, FILE_NAME);
  }

  /**
   * Reads the file.
   *
   * @param folder folder of a train stage
   * @throws UserException if there is none, or it is no JSON object
   */
  public static JsonObject read(String folder) {
    String path = path(folder);
    if (!Storage.exists(path)) {
      FolderContents there = FolderContents.of(folder);
      throw there
          .insteadOf("score model")
          .where(folder)
          .allowed("a folder with a " + FILE_NAME + ", as a train stage writes it")
          .todo(there.todo("run the train stage, or name its output folder"))
          .build();
    }
    return Json.parseObject(Storage.readText(path), path);
  }
}
