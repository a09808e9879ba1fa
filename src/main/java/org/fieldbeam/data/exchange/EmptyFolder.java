package org.fieldbeam.data.exchange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.ExportTarget;
import org.fieldbeam.data.storage.LocalPaths;
import org.fieldbeam.data.storage.Storage;

/** A folder that an import may fill. */
public final class EmptyFolder {
  private EmptyFolder() {}

  /**
   * Refuses a folder that holds anything, folders too, or that lies in a dataset or the output of a
   * stage.
   *
   * @throws UserException if it does
   */
  public static void require(String folder) {
    ExportTarget.requireOutside(folder);
    Optional<Path> local = LocalPaths.of(folder);
    if (local.isPresent() && Files.exists(local.get()) && !Files.isDirectory(local.get())) {
      throw UserException.of("this is a file, not a folder")
          .where(folder)
          .allowed("a new or empty folder")
          .todo("name another folder; the dataset goes where the last argument says")
          .build();
    }
    boolean taken =
        local.isPresent()
            ? Files.exists(local.get(), LinkOption.NOFOLLOW_LINKS) && !isEmpty(local.get())
            : !Storage.list(folder, "*").isEmpty();
    if (taken) {
      throw UserException.of("there is something in this folder already")
          .where(folder)
          .allowed("a new or empty folder")
          .todo("name another folder, or delete what is there")
          .build();
    }
  }

  private static boolean isEmpty(Path folder) {
    try (Stream<Path> content = Files.list(folder)) {
      return content.findAny().isEmpty();
    } catch (IOException e) {
      return false; // a file, or a folder that is not ours to look into
    }
  }
}
