package org.fieldbeam.cli;

import java.io.PrintWriter;
import java.util.Optional;
import org.fieldbeam.beam.job.StageFailedException;
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.data.UserException;
import org.fieldbeam.grammar.PluginLoader;
import org.fieldbeam.pipeline.file.PipelineFileException;

/** Says what went wrong, in words for users, and gives the exit code. */
final class Failures {
  private Failures() {}

  /** Says what is wrong with the command itself. */
  static int usage(UserException failure, PrintWriter err, boolean stacktrace) {
    err.println("fieldbeam: " + failure.getMessage());
    if (stacktrace) {
      failure.printStackTrace(err);
    }
    return ExitCode.USAGE;
  }

  static int report(Throwable failure, PrintWriter err, boolean stacktrace) {
    Optional<String> fault =
        failure instanceof UserException ? Optional.empty() : PluginLoader.fault(failure);
    Optional<String> known = fault.or(() -> known(failure));
    String message = known.orElseGet(() -> unknown(failure));
    err.println(message.startsWith("fieldbeam: ") ? message : "fieldbeam: " + message);
    if (stacktrace) {
      failure.printStackTrace(err);
    } else if (known.isEmpty()) {
      err.println("  run again with --stacktrace to see where");
    }
    return failure instanceof PipelineFileException ? ExitCode.USAGE : ExitCode.FAILED;
  }

  /** The words for what the user can mend. */
  private static Optional<String> known(Throwable failure) {
    Optional<String> machine = MachineFailures.words(failure);
    if (machine.isPresent()) {
      return machine;
    } else if (failure instanceof PipelineFileException file) {
      int errors = file.problems().size();
      return Optional.of(
          errors == 1
              ? file.getMessage()
              : errors + " errors in the pipeline file\n" + file.getMessage());
    } else if (failure instanceof InterruptedException) {
      return Optional.of(
          "interrupted; finished shards are kept, run the same command again to go on");
    }
    return failure instanceof UserException ? Optional.of(failure.getMessage()) : Optional.empty();
  }

  private static String unknown(Throwable failure) {
    return failure instanceof StageFailedException
        ? failure.getMessage()
        : "internal error: " + failure;
  }
}
