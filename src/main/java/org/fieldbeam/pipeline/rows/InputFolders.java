package org.fieldbeam.pipeline.rows;

import static org.fieldbeam.grammar.Key.optional;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.values.Row;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.stage.Reference;
import org.fieldbeam.pipeline.transform.RowSchema;
import org.fieldbeam.pipeline.transform.TransformConfiguration;

/** The key {@code from} of transforms that read folders, where no input names them. */
final class InputFolders {
  static final String FROM = "from";

  private InputFolders() {}

  static Key key(String what) {
    return optional(
        FROM,
        new Items(Type.REFERENCE, 1, 100, false),
        "Paths of the folders of "
            + what
            + "; left out where the transform has an input, which then names them.");
  }

  /** A configuration whose folders are paths, also of those that lie beside others. */
  static Map<String, Object> tree(Row row) {
    Map<String, Object> given = RowSchema.tree(row);
    given.computeIfPresent(
        FROM,
        (key, paths) ->
            ((List<?>) paths)
                .stream().map(path -> TransformConfiguration.path(String.valueOf(path))).toList());
    return given;
  }

  static Optional<List<String>> of(Value configuration) {
    return configuration
        .find(FROM)
        .map(list -> list.items().stream().map(Reference::of).map(Reference::text).toList());
  }
}
