package org.fieldbeam.cli.text;

/** Exit codes of the command line. */
public final class ExitCode {
  /** Everything is done. */
  public static final int DONE = 0;

  /** The command failed. */
  public static final int FAILED = 1;

  /** The command line or the pipeline file is wrong. */
  public static final int USAGE = 2;

  /** The command is done, and a check of an ensemble failed. */
  public static final int CHECK_FAILED = 3;

  private ExitCode() {}
}
