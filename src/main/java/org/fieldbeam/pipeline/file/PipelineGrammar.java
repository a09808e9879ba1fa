package org.fieldbeam.pipeline.file;

import static org.fieldbeam.grammar.Key.optional;
import static org.fieldbeam.grammar.Key.required;

import java.util.Map;
import java.util.regex.Pattern;
import org.fieldbeam.grammar.JsonSchema;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Type.Text;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.pipeline.stage.StageKind;

/**
 * The keys of a pipeline file; those of stages are their kinds', see {@link StageKind}. Files are
 * checked against them, and {@code schemas/pipeline.schema.json} is written from them.
 */
public final class PipelineGrammar {
  private PipelineGrammar() {}

  private static final Type FOLDER =
      new Text(
          "the path or URI of a folder",
          Pattern.compile("[^\\x00-\\x1f]{0,4000}[^\\s\\x00-\\x1f]"));

  /** A whole pipeline file. */
  public static Fields pipeline() {
    return Fields.of(
        required("name", StageKind.NAME, "Name of the pipeline."),
        required("seed", new Whole(Long.MIN_VALUE, Long.MAX_VALUE), "Seed of all random numbers."),
        optional("output", FOLDER, "Folder or URI of all outputs; out/NAME if left out."),
        required(
            "stages",
            new Items(StageKind.all().choice(), 1, 1000, false),
            "The stages, in the order in which they run."));
  }

  /** The JSON Schema of a pipeline file, as a tree of maps, lists, text and numbers. */
  public static Map<String, Object> jsonSchema() {
    return JsonSchema.of("fieldbeam pipeline", pipeline());
  }
}
