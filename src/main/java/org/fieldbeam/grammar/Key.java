package org.fieldbeam.grammar;

import java.util.Optional;

/**
 * One key of a map in a file.
 *
 * @param name the key
 * @param type what its value may be
 * @param required whether it must be given
 * @param fallback the value that stands for a key left out, as {@link Node#ofText} reads it; empty
 *     where the key has none
 * @param description one sentence for editors and for the documentation
 */
public record Key(
    String name, Type type, boolean required, Optional<String> fallback, String description) {

  /** A key that must be given. */
  public static Key required(String name, Type type, String description) {
    return new Key(name, type, true, Optional.empty(), description);
  }

  /** A key with a default value, as it is written in a file: a scalar, or a list in brackets. */
  public static Key withDefault(String name, Type type, String text, String description) {
    return new Key(name, type, false, Optional.of(text), description);
  }

  /** A key that may be left out, and whose absence has a meaning of its own. */
  public static Key optional(String name, Type type, String description) {
    return new Key(name, type, false, Optional.empty(), description);
  }
}
