package org.fieldbeam.pipeline;

import static org.fieldbeam.grammar.Key.optional;
import static org.fieldbeam.grammar.Key.required;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Type.Text;
import org.fieldbeam.report.figure.Figure;

/**
 * A kind of figure: its keys in a pipeline file, and what makes the figure of them.
 *
 * @param name the key that chooses it
 * @param description one sentence for editors
 * @param keys its keys
 * @param reader makes the figure; may throw {@link IllegalArgumentException} where keys that are
 *     allowed each do not fit together
 */
record FigureKind(
    String name, String description, List<Key> keys, Function<FigureBody, Figure> reader) {
  /** A line of text. */
  static final Type LINE =
      new Text(
          "a line of text of at most 4000 characters",
          Pattern.compile("[^\\x00-\\x1f]{0,3999}[^\\s\\x00-\\x1f]"));

  /** A list of numbers. */
  static final Type NUMBERS = new Items(Real.any(), 1, 100_000, false);

  /** A kind with the keys that all have, title and caption, and with its own. */
  static FigureKind of(
      String name, String description, Function<FigureBody, Figure> reader, Key... own) {
    Stream<Key> common =
        Stream.of(
            required("title", LINE, "Title of the figure."),
            optional("caption", LINE, "What stands under the figure."));
    return new FigureKind(
        name, description, Stream.concat(common, Stream.of(own)).toList(), reader);
  }

  Type.Option option() {
    return new Type.Option(name, new Fields(keys), description);
  }
}
