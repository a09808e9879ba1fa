package org.fieldbeam.report.figure;

/** A figure needs an output that the run has not made yet: the report says so in its place. */
final class MissingOutputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * An exception.
   *
   * @param output the output, as the figure refers to it
   * @param file the file that an output that is complete would have
   */
  MissingOutputException(String output, String file) {
    super("The output " + output + " is not there yet: no " + file);
  }
}
