package org.fieldbeam.data.check;

import java.util.List;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.Storage;

/**
 * {@code checks.json}: what the checks of measured ensembles say, a JSON array with one object per
 * dataset and check, as {@link DatasetCheck#row} has it.
 */
public final class ChecksFile {
  /** Name of the file in the folder of the stage. */
  public static final String FILE_NAME = "checks.json";

  private ChecksFile() {}

  /** Writes the checks in their order into the folder of a measure stage. */
  public static void write(String folder, List<DatasetCheck> checks) {
    Storage.writeText(path(folder), Json.pretty(DatasetChecks.rows(checks)));
  }

  /** Whether there is such a file in a folder. */
  public static boolean isIn(String folder) {
    return Storage.exists(path(folder));
  }

  /**
   * Reads the checks in the folder of a measure stage.
   *
   * @throws UserException if the file is missing or not of this form
   */
  public static List<DatasetCheck> read(String folder) {
    String path = path(folder);
    return Json.parseObjects(Storage.readText(path), path).stream().map(DatasetCheck::of).toList();
  }

  private static String path(String folder) {
    return Storage.resolve(folder, FILE_NAME);
  }
}
