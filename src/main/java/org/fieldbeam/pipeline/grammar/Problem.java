package org.fieldbeam.pipeline.grammar;

import org.fieldbeam.data.Secrets;

/**
 * One error in a file.
 *
 * @param at where it stands
 * @param message what is wrong, what was given, what is allowed, what to do
 */
public record Problem(Location at, String message) {
  /** Hides passwords in the message. */
  public Problem {
    message = Secrets.mask(message);
  }

  @Override
  public String toString() {
    return at + ": " + message;
  }
}
