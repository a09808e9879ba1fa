package org.fieldbeam.grammar;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The errors found in a file so far. */
public final class Problems {
  private final List<Problem> problems = new ArrayList<>();

  /**
   * Adds an error.
   *
   * @param at where it stands
   * @param message what is wrong, what was given, what is allowed, what to do
   */
  public void report(Location at, String message) {
    problems.add(new Problem(at, message));
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return problems.isEmpty();
  }

  /** All errors by their place in the file. */
  public List<Problem> sorted() {
    return problems.stream().sorted(Comparator.comparing(Problem::at)).toList();
  }
}
