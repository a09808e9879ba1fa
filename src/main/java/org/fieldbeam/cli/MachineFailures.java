package org.fieldbeam.cli;

import java.io.File;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.Storage;

/**
 * Failures of the machine and of the installation, which hide deep in chains of causes: a full
 * disk, every {@link Error} of the virtual machine, libraries that cannot be loaded.
 */
final class MachineFailures {
  /** Chains of causes are short; a cycle in one must not hold the program. */
  private static final int DEEPEST = 100;

  /** What libraries say may go on with their advice, which is for their own users. */
  private static final int LONGEST = 200;

  private static final String NATIVE = "UnsatisfiedLinkError";

  private static final String TEMPORARY = "java.io.tmpdir";

  private static final String ANOTHER =
      "take another one with FIELDBEAM_JAVA_OPTS=-D" + TEMPORARY + "=DIR";

  /** What the libraries for Parquet and the engines take, unpacked; with room to spare. */
  private static final long UNPACKED = 8L << 20;

  private MachineFailures() {}

  /** What happened and what to set, if it is one of these. */
  static Optional<String> words(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = failure; t != null && chain.size() < DEEPEST; t = t.getCause()) {
      chain.add(t);
    }
    Optional<Throwable> full = chain.stream().filter(Storage::isFull).findFirst();
    if (full.isPresent()) {
      // a full temporary folder shows as a library that cannot be unpacked
      boolean temporary = chain.stream().anyMatch(LinkageError.class::isInstance);
      return Optional.of(temporary ? temporaryFolder(firstLine(full.get())) : full(full.get()));
    }
    // the innermost: one that tells of a class that could not be readied has the reason below it
    Collections.reverse(chain);
    return chain.stream()
        .filter(Error.class::isInstance)
        .map(t -> error((Error) t))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /**
   * Makes sure that the libraries of machine code can be unpacked: one of them prints a stack trace
   * where they cannot.
   *
   * @throws UserException if the temporary folder has no room
   */
  static void requireTemporaryFolder() {
    File folder = new File(System.getProperty(TEMPORARY));
    if (folder.isDirectory() && folder.getUsableSpace() < UNPACKED) {
      throw new UserException(temporaryFolder("there is no room left"));
    }
  }

  private static String full(Throwable t) {
    return "the disk is full: "
        + String.valueOf(t.getMessage())
            .replaceAll("\\n  (allowed|to do): [^\\n]*", "") // ours is below
        + "\n  to do: make room (finished shards are kept) and run the same command again,"
        + " or choose another folder with --output";
  }

  private static Optional<String> error(Error error) {
    String text = firstLine(error);
    if (error instanceof OutOfMemoryError) {
      return Optional.of(memory(text));
    } else if (error instanceof StackOverflowError) {
      return Optional.of(
          message(
              "a thread's stack is full: something is nested or repeated too deeply",
              "look for very deep nesting in the files that the command reads; else give threads"
                  + " more stack with FIELDBEAM_JAVA_OPTS=-Xss16m"));
    } else if (error instanceof UnsatisfiedLinkError || String.valueOf(error).contains(NATIVE)) {
      return Optional.of(library(text));
    } else if (error instanceof UnsupportedClassVersionError) {
      return Optional.of(
          message(
              "this Java is too old: " + text, "set JAVA_HOME to a JDK of version 17 or later"));
    } else if (error instanceof LinkageError) {
      return Optional.of(installation(error));
    } else if (error instanceof VirtualMachineError) {
      return Optional.of(
          message(
              "the Java virtual machine failed: " + error.getClass().getSimpleName() + ": " + text,
              "run the same command again (finished shards are kept); if it comes back, look for a"
                  + " full or failing disk, and try another JDK 17 with JAVA_HOME"));
    }
    return Optional.empty(); // an assertion, say: a bug
  }

  private static String memory(String text) {
    String kind = text.toLowerCase(Locale.ROOT);
    if (kind.contains("thread")) {
      return message(
          "the system gives no more threads: " + text,
          "lower --parallelism, or raise the limit on processes (ulimit -u, or that of the"
              + " container)");
    } else if (kind.contains("metaspace") || kind.contains("class space")) {
      return message(
          "out of memory for classes: " + text,
          "give Java more with FIELDBEAM_JAVA_OPTS=-XX:MaxMetaspaceSize=1g");
    } else if (kind.contains("array size")) {
      return message(
          "out of memory: one array would be larger than Java allows",
          "make shards smaller (chainsPerShard, configurationsPerShard, shards) or the lattice;"
              + " 'fieldbeam explain' shows the need of every stage");
    }
    return message(
        "out of memory: " + text,
        "give Java more with FIELDBEAM_HEAP (for example FIELDBEAM_HEAP=4g), lower --parallelism,"
            + " or make shards smaller; 'fieldbeam explain' shows the need of every stage");
  }

  private static String library(String text) {
    // what cannot be unpacked or mapped is there, but not where code may run
    boolean folder =
        List.of("failed to map", "not permitted", "ermission denied", "cannot enable executable")
                .stream()
                .anyMatch(text::contains)
            || text.contains("no snappyjava");
    return folder ? temporaryFolder(text) : platform(text);
  }

  private static String temporaryFolder(String text) {
    return UserException.of("a library of machine code cannot be unpacked and loaded: " + text)
        .where("the temporary folder " + System.getProperty(TEMPORARY))
        .todo("make room there and let files in it be executed (no noexec mount), or " + ANOTHER)
        .build()
        .getMessage();
  }

  private static String platform(String text) {
    return message(
        "a library of machine code cannot be loaded: " + text,
        "run on Linux, macOS or Windows on x86-64 or ARM64 (neural models: Linux on x86-64, with"
            + " glibc); if files in the temporary folder "
            + System.getProperty(TEMPORARY)
            + " may not be executed, "
            + ANOTHER);
  }

  private static String installation(Error error) {
    Throwable reason = error.getCause() == null ? error : error.getCause();
    return message(
        "the program's classes do not fit together or are incomplete: "
            + reason.getClass().getSimpleName()
            + ": "
            + firstLine(reason),
        "build again (mvn -DskipTests clean package, or delete target and use runners/local); on a"
            + " Flink cluster see that its lib folder has no other versions of the same jars");
  }

  private static String message(String what, String todo) {
    return UserException.of(what).todo(todo).build().getMessage();
  }

  private static String firstLine(Throwable t) {
    String text = t.getMessage();
    String line = text == null ? "" : text.lines().findFirst().orElse("");
    if (line.isBlank()) {
      return t.getClass().getSimpleName();
    }
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
  }
}
