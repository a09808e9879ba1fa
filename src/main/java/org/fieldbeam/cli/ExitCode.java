package org.fieldbeam.cli;

/** Exit codes of the command line. */
final class ExitCode {
  /** Everything is done. */
  static final int DONE = 0;

  /** The command failed. */
  static final int FAILED = 1;

  /** The command line or the pipeline file is wrong. */
  static final int USAGE = 2;

  /** The command is done, and a check of an ensemble failed. */
  static final int CHECK_FAILED = 3;

  private ExitCode() {}
}
