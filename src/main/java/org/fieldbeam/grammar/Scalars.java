package org.fieldbeam.grammar;

import java.util.Optional;
import java.util.OptionalDouble;

/** Scalars, read by the type that is expected. */
public final class Scalars {
  private static final int SHOWN = 60;

  private Scalars() {}

  /** The content of the {@link Value}; nothing when the scalar is not of the type. */
  static Optional<Object> read(Node node, Type type) {
    String text = node.text();
    if (type instanceof Type.Text form) {
      return form.pattern().matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }
    if (node.isQuoted()) {
      return Optional.empty();
    }
    if (type instanceof Type.Flag) {
      boolean known = text.equals("true") || text.equals("false");
      return known ? Optional.of(Boolean.valueOf(text)) : Optional.empty();
    } else if (type instanceof Type.Whole whole) {
      return Numbers.whole(text)
          .filter(number -> number >= whole.least() && number <= whole.most())
          .map(Object.class::cast);
    }
    OptionalDouble number = Numbers.real(text);
    return number.isPresent() && ((Type.Real) type).holds(number.getAsDouble())
        ? Optional.of(number.getAsDouble())
        : Optional.empty();
  }

  /** What to do about a scalar that is not of the type, if more is known than the type. */
  static String hint(Node node, Type type) {
    return !node.isQuoted() || type instanceof Type.Text ? "" : "; leave out the quotes";
  }

  /** The scalar in an error. */
  static String given(Node node) {
    if (node.isAbsent() && node.text().isEmpty()) {
      return "nothing";
    }
    String text = shown(node.text());
    return node.isQuoted() ? "the text '" + text + "'" : text;
  }

  /** A text as errors show it: its beginning. */
  public static String shown(String text) {
    return shown(text, SHOWN);
  }

  /** The beginning of a text. */
  public static String shown(String text, int most) {
    return text.length() > most ? text.substring(0, most) + "..." : text;
  }
}
