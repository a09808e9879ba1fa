package org.fieldbeam.grammar;

import java.util.Optional;

/**
 * A thing that a file can name: an action, an algorithm, a figure. A kind has a name, says in words
 * what it is, and has a table of keys; each sort of kinds adds what its kinds do.
 *
 * <p>Kinds are found by {@link java.util.ServiceLoader} through {@link Kinds}: a class of a plug-in
 * that a service file names is one more kind, and nothing else has to be changed. Implementations
 * have a constructor without arguments and no state.
 */
public interface Kind {
  /** Returns what the kind is. */
  About about();

  /** Returns the name in files. */
  default String name() {
    return about().name();
  }

  /**
   * What a kind is.
   *
   * @param name the name in files: letters and digits, a small letter first
   * @param summary one sentence
   * @param formula what it computes, as plain text; empty where the summary says all
   * @param source the paper or book, with equation or section; empty where there is none
   * @param keys what stands behind the name in a file
   */
  record About(String name, String summary, String formula, String source, Type keys) {
    /** A kind without formula and source. */
    public static About of(String name, String summary, Type keys) {
      return new About(name, summary, "", "", keys);
    }

    /** A kind without formula, source and keys. */
    public static About of(String name, String summary) {
      return of(name, summary, Type.Fields.of());
    }

    /** The same with a formula. */
    public About withFormula(String text) {
      return new About(name, summary, text, source, keys);
    }

    /** The same with a source. */
    public About withSource(String text) {
      return new About(name, summary, formula, text, keys);
    }

    /** Summary, formula and source in one text. */
    public String text() {
      return summary
          + (formula.isEmpty() ? "" : " " + formula + ".")
          + (source.isEmpty() ? "" : " (" + source + ".)");
    }

    Type.Option option(Optional<Plugin> plugin) {
      return new Type.Option(name, keys, text(), plugin);
    }
  }
}
