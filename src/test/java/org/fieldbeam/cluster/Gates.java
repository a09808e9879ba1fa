package org.fieldbeam.cluster;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Moments at which a {@link GateFileSystem} holds the first process that gets there, whichever it
 * is, until a test lets it go. They are files, because the processes share nothing else.
 *
 * <p>A gate is closed by a file of its name in the folder {@code .gates} above the files in
 * question. The process that is held writes its number into {@code NAME.held}, and what became of
 * the held operation into {@code NAME.passed}.
 */
final class Gates {
  private static final String FOLDER = ".gates";
  private static final long LOOK_MILLIS = 10;

  private final Path folder;

  private Gates(Path folder) {
    this.folder = folder;
  }

  /** The gates of the files below a folder. */
  static Gates above(Path files) throws IOException {
    return new Gates(Files.createDirectories(files.resolve(FOLDER)));
  }

  /**
   * The gate at which an operation is to wait, if one is closed for it and nobody has been there.
   */
  static Optional<Gates.Held> reached(String operation, Path file) throws IOException {
    Path above = file.getParent();
    while (above != null && !Files.isDirectory(above.resolve(FOLDER))) {
      above = above.getParent();
    }
    if (above == null) {
      return Optional.empty();
    }
    Gates gates = new Gates(above.resolve(FOLDER));
    try (var closed = Files.newDirectoryStream(gates.folder, operation + " *")) {
      for (Path gate : closed) {
        String name = gate.getFileName().toString();
        boolean control = name.endsWith(".held") || name.endsWith(".passed");
        String prefix = name.substring(operation.length() + 1);
        if (!control && file.getFileName().toString().startsWith(prefix)) {
          try {
            write(gates.folder, name + ".held", "" + ProcessHandle.current().pid());
            return Optional.of(new Held(gates, name));
          } catch (FileAlreadyExistsException e) {
            // somebody was here before
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Written under another name first: who sees the file sees all of it. */
  private static void write(Path folder, String name, String text) throws IOException {
    Path draft = Files.createTempFile(folder, "draft", "");
    Files.writeString(draft, text);
    try {
      Files.createLink(folder.resolve(name), draft);
    } finally {
      Files.delete(draft);
    }
  }

  /** An operation that was held. */
  record Held(Gates gates, String name) {
    /** Waits until the gate is opened; like a call to the system, it does not hear interrupts. */
    void await() {
      boolean interrupted = false;
      while (Files.exists(gates.folder.resolve(name))) {
        try {
          Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    void passed(String outcome) throws IOException {
      write(gates.folder, name + ".passed", outcome);
    }
  }

  /**
   * Closes a gate.
   *
   * @param operation {@code rename} or {@code write}
   * @param prefix how the names of the files begin, temporary or final
   */
  String close(String operation, String prefix) throws IOException {
    String name = operation + " " + prefix;
    Files.createFile(folder.resolve(name));
    return name;
  }

  /** Opens a gate. */
  void open(String name) throws IOException {
    Files.delete(folder.resolve(name));
  }

  /** The process that is held at a gate, if one is. */
  Optional<ProcessHandle> held(String name) throws IOException {
    Path held = folder.resolve(name + ".held");
    return Files.exists(held)
        ? ProcessHandle.of(Long.parseLong(Files.readString(held)))
        : Optional.empty();
  }

  /** What became of the operation that was held, once it has gone on. */
  Optional<String> passed(String name) throws IOException {
    Path passed = folder.resolve(name + ".passed");
    return Files.exists(passed) ? Optional.of(Files.readString(passed)) : Optional.empty();
  }
}
