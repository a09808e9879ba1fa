package org.fieldbeam.pipeline.figure;

import static org.fieldbeam.grammar.Key.optional;
import static org.fieldbeam.grammar.Key.required;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Kind;
import org.fieldbeam.grammar.Kinds;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Type.Text;
import org.fieldbeam.report.figure.Figure;

/** A kind of figure: its keys in a pipeline file, and what makes the figure of them. */
public interface FigureKind extends Kind {
  /** A line of text. */
  Type LINE =
      new Text(
          "a line of text of at most 4000 characters",
          Pattern.compile("[^\\x00-\\x1f]{0,3999}[^\\s\\x00-\\x1f]"));

  /** A list of numbers. */
  Type NUMBERS = new Items(Real.any(), 1, 100_000, false);

  /** Returns all kinds of figures. */
  static Kinds<FigureKind> all() {
    return Kinds.of(FigureKind.class, "figure");
  }

  /** Returns the keys that all figures have, title and caption, and some of its own. */
  static Fields keys(Key... own) {
    List<Key> common =
        List.of(
            required("title", LINE, "Title of the figure."),
            optional("caption", LINE, "What stands under the figure."));
    return new Fields(Stream.concat(common.stream(), Stream.of(own)).toList());
  }

  /**
   * Returns the figure of some parameters.
   *
   * @param body a value of the kind's keys
   * @throws IllegalArgumentException if keys that are allowed each do not fit together
   */
  Figure figure(FigureBody body);
}
