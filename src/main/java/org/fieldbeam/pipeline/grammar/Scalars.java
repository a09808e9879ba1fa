package org.fieldbeam.pipeline.grammar;

import java.util.Optional;
import java.util.OptionalDouble;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Scalars of a YAML file, read by the type that is expected. */
final class Scalars {
  /** YAML's reader takes time and memory with the square of the length of a word. */
  private static final int LONGEST_WORD = 20_000;

  private static final int SHOWN = 60;

  private Scalars() {}

  /** The first word of a file that is too long to be meant, blanks and signs of lists apart. */
  static Optional<Problem> longWord(String source, String text) {
    int line = 1;
    int lineStart = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == ',' || c == '[' || c == ']' || c == '{' || c == '}') {
        start = i + 1;
      } else if (i - start == LONGEST_WORD) {
        return Optional.of(
            new Problem(
                new Location(source, line, start - lineStart + 1),
                shown(text.substring(start))
                    + " is a word of more than "
                    + LONGEST_WORD
                    + " characters, the most that a word may have; is it a pipeline file?"));
      }
      if (c == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return Optional.empty();
  }

  /** The content of the {@link Value}; nothing when the scalar is not of the type. */
  static Optional<Object> read(ScalarNode node, Type type) {
    String text = node.getValue();
    if (type instanceof Type.Text form) {
      return form.pattern().matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }
    if (!isPlain(node)) {
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
  static String hint(ScalarNode node, Type type) {
    return isPlain(node) || type instanceof Type.Text ? "" : "; leave out the quotes";
  }

  private static boolean isPlain(ScalarNode node) {
    return node.getScalarStyle() == ScalarStyle.PLAIN;
  }

  /** The scalar in an error. */
  static String given(ScalarNode node) {
    if (node.getTag().equals(Tag.NULL) && node.getValue().isEmpty()) {
      return "nothing";
    }
    String text = shown(node.getValue());
    return isPlain(node) ? text : "the text '" + text + "'";
  }

  /** A text as errors show it: its beginning. */
  static String shown(String text) {
    return shown(text, SHOWN);
  }

  /** The beginning of a text. */
  static String shown(String text, int most) {
    return text.length() > most ? text.substring(0, most) + "..." : text;
  }
}
