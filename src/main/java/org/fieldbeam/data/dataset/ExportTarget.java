package org.fieldbeam.data.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.LocalPaths;
import org.fieldbeam.data.storage.Storage;

/** A file that an export may write: a new one, outside of everything that fieldbeam keeps. */
public final class ExportTarget {
  private ExportTarget() {}

  /**
   * Like {@link Storage#writeStream}, under a name that nothing has yet.
   *
   * @throws UserException if there is a file of the name, or it would lie among data of fieldbeam
   */
  public static void write(String file, Storage.Content content) {
    requireNew(file);
    // once more at the end: an export of hours may have been overtaken
    Storage.writeStream(file, content, () -> requireNew(file));
  }

  /**
   * Refuses a folder in which readers would take the file for data, a name that is taken, and one
   * of a dataset's own file, such as a manifest's.
   *
   * @throws UserException if it is one of these
   */
  public static void requireNew(String file) {
    requireOutside(file);
    if (isOurs(file)) {
      throw UserException.of("an export cannot have this name: it is that of a dataset's own file")
          .where(file)
          .allowed("names that neither begin with _ nor are those of shards")
          .todo("name the file otherwise, for example fields.npz")
          .build();
    }
    Optional<Path> local = LocalPaths.of(file);
    boolean taken =
        local.isPresent()
            ? Files.exists(local.get(), LinkOption.NOFOLLOW_LINKS)
            : Storage.exists(file);
    if (taken) {
      throw UserException.of("there is a file of this name already, and export overwrites none")
          .where(file)
          .allowed("the name of a new file")
          .todo("name another file, or move this one away")
          .build();
    }
  }

  /**
   * Refuses a file or folder that lies in a dataset or in the output of a stage: readers of whole
   * folders would take it for data.
   */
  public static void requireOutside(String path) {
    for (String folder :
        LocalPaths.of(path).map(ExportTarget::foldersAbove).orElseGet(() -> remote(path))) {
      if (isKept(folder)) {
        throw UserException.of("this would lie among the data of fieldbeam")
            .where(path)
            .given(folder + " is a dataset or the output of a stage")
            .allowed("any other folder")
            .todo(
                isOurs(path)
                    ? "name a new file elsewhere"
                    : "name a place elsewhere, for example " + name(path))
            .build();
      }
    }
  }

  /** The folders above a local file as the disk knows them, behind all links. */
  private static List<String> foldersAbove(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    while (folder != null && !Files.exists(folder)) {
      folder = folder.getParent();
    }
    List<String> all = new ArrayList<>();
    try {
      folder = folder == null ? null : folder.toRealPath();
    } catch (IOException e) {
      throw Storage.unwritable(file.toString(), e);
    }
    for (; folder != null; folder = folder.getParent()) {
      all.add(folder.toString());
    }
    return all;
  }

  /** Datasets of measurements lie two levels below the output of a run. */
  private static List<String> remote(String file) {
    String folder = StageMarker.parent(file);
    return List.of(folder, StageMarker.parent(folder));
  }

  private static boolean isKept(String folder) {
    return Storage.exists(DatasetFolder.manifestPath(folder))
        || Storage.exists(Storage.resolve(folder, StageMarker.FILE_NAME))
        || !Storage.list(folder, Shards.GLOB).isEmpty();
  }

  /** Whether a folder with a file of this name would be taken for a dataset. */
  private static boolean isOurs(String file) {
    String name = name(file);
    return name.startsWith("_") || name.matches("part-.*\\.parquet");
  }

  private static String name(String file) {
    return file.substring(file.lastIndexOf('/') + 1);
  }
}
