package org.fieldbeam.data.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fieldbeam.data.UserException;

/** What {@link Storage} asks of the local file system beyond {@link Files}. */
final class LocalFiles {
  private static final String NO_PERMISSION = "no permission";

  /** The reason in what a FileNotFoundException says: {@code PATH (Permission denied)}. */
  private static final Pattern IN_BRACKETS = Pattern.compile("\\(([^()]*)\\)$");

  private LocalFiles() {}

  /**
   * Whether there is a file or folder of this name. {@link Files#exists} says no also where it may
   * not look; but what cannot be read is not missing.
   *
   * @throws UserException if the file system does not tell: no permission for a folder on the way,
   *     symbolic links in a circle, a name that is too long
   */
  static boolean exists(Path path) {
    try {
      Files.readAttributes(path, BasicFileAttributes.class);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (FileSystemException e) {
      if ("Not a directory".equals(e.getReason())) { // a file stands on the way
        return false;
      }
      throw Storage.unreadable(path.toString(), e);
    } catch (IOException e) {
      throw Storage.unreadable(path.toString(), e);
    }
  }

  /** What a failure says, without the path that is named beside it. */
  static String reason(Exception failure) {
    if (failure instanceof AccessDeniedException) {
      return NO_PERMISSION;
    }
    if (failure instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (failure instanceof FileSystemException named && named.getReason() != null) {
      return named.getReason();
    }
    String message = String.valueOf(failure.getMessage());
    Matcher inBrackets = IN_BRACKETS.matcher(message);
    if (failure instanceof FileNotFoundException && inBrackets.find()) {
      return inBrackets.group(1).equals("Permission denied") ? NO_PERMISSION : inBrackets.group(1);
    }
    return message;
  }
}
