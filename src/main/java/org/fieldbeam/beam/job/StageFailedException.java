package org.fieldbeam.beam.job;

/**
 * A stage's job failed; the cause is the exception its shard threw, without the runner's wrapping.
 */
public final class StageFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StageFailedException(String stage, Throwable cause) {
    super("stage " + stage + " failed: " + describe(cause), cause);
  }

  private static String describe(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getName() : message;
  }
}
