package org.fieldbeam.grammar;

/**
 * One error in a file.
 *
 * @param at where it stands
 * @param message what is wrong, what was given, what is allowed, what to do
 */
public record Problem(Location at, String message) {
  @Override
  public String toString() {
    return at + ": " + message;
  }
}
