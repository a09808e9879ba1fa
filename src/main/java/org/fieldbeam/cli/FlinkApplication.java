package org.fieldbeam.cli;

import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.cli.text.Terminal;

/**
 * What {@code flink run} calls: {@code flink run fieldbeam-job.jar run --output DIR FILE}. The
 * commands are those of {@link Main}; but the process is Flink's, which is told of a failure and
 * not ended.
 */
public final class FlinkApplication {
  private FlinkApplication() {}

  /**
   * Runs a command.
   *
   * @throws Failed if its exit code is not 0
   */
  public static void main(String[] args) {
    int code = Main.execute(Terminal.ofProcess(), args);
    if (code != ExitCode.DONE) {
      throw new Failed(code);
    }
  }

  /** A command has not ended well; it has said why. */
  public static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failed(int code) {
      super("fieldbeam ended with exit code " + code);
    }
  }
}
