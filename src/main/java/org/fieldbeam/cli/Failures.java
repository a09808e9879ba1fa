package org.fieldbeam.cli;

import java.io.PrintWriter;
import java.util.Optional;
import org.fieldbeam.beam.StageFailedException;
import org.fieldbeam.data.Storage;
import org.fieldbeam.data.UserException;
import org.fieldbeam.pipeline.PipelineFileException;

/** Says what went wrong, in words for users, and gives the exit code. */
final class Failures {
  private Failures() {}

  static int report(Throwable failure, PrintWriter err, boolean stacktrace) {
    String message = message(failure);
    err.println(message.startsWith("fieldbeam: ") ? message : "fieldbeam: " + message);
    if (stacktrace) {
      failure.printStackTrace(err);
    } else if (!(failure instanceof UserException) && !(failure instanceof PipelineFileException)) {
      err.println("  run again with --stacktrace to see where");
    }
    return failure instanceof PipelineFileException ? ExitCode.USAGE : ExitCode.FAILED;
  }

  private static String message(Throwable failure) {
    Optional<String> cause = systemCause(failure);
    if (cause.isPresent()) {
      return cause.get();
    }
    if (failure instanceof PipelineFileException file) {
      int errors = file.problems().size();
      return errors == 1
          ? file.getMessage()
          : errors + " errors in the pipeline file\n" + file.getMessage();
    } else if (failure instanceof UserException || failure instanceof StageFailedException) {
      return failure.getMessage();
    } else if (failure instanceof InterruptedException) {
      return "interrupted; finished shards are kept, run the same command again to go on";
    }
    return "internal error: " + failure;
  }

  /** Failures of the machine, which hide deep in chains of causes. */
  private static Optional<String> systemCause(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String text = String.valueOf(t.getMessage());
      if (Storage.isFull(t)) {
        return Optional.of(
            "the disk is full: "
                + text.replaceAll("\\n  (allowed|to do): [^\\n]*", "") // ours is below
                + "\n  to do: make room (finished shards are kept) and run the same command again,"
                + " or choose another folder with --output");
      }
      if (t instanceof OutOfMemoryError) {
        return Optional.of(
            "out of memory: "
                + text
                + "\n  to do: give Java more with FIELDBEAM_HEAP (for example FIELDBEAM_HEAP=4g),"
                + " lower --parallelism, or make shards smaller; 'fieldbeam explain' shows the need");
      }
    }
    return Optional.empty();
  }
}
