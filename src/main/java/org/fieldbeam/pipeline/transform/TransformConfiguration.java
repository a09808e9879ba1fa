package org.fieldbeam.pipeline.transform;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.beam.sdk.values.Row;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.data.Secrets;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.model.FolderNames;
import org.fieldbeam.data.storage.LocalPaths;
import org.fieldbeam.grammar.Location;
import org.fieldbeam.grammar.Node;
import org.fieldbeam.grammar.Problem;
import org.fieldbeam.grammar.Problems;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.grammar.ValueReader;

/**
 * The configuration of a transform on its way to values: its errors are those of a pipeline file.
 *
 * @param name name of the transform
 */
public record TransformConfiguration(String name) {
  /** What every transform's identifier begins with. */
  public static final String IDENTIFIERS = "beam:schematransform:org.fieldbeam:";

  /** The key of the folder that is written. */
  public static final String INTO = "into";

  /** What that key is. */
  public static final String INTO_TEXT =
      "Folder or URI that is written; its last part names the dataset.";

  /** The identifier of the transform. */
  public String identifier() {
    return IDENTIFIERS + name + ":v1";
  }

  /** The place of its errors. */
  public Location at() {
    return Location.of("transform " + name);
  }

  /**
   * Reads a configuration.
   *
   * @param row a row of {@link RowSchema#of} of the keys
   * @throws UserException if it says something impossible
   */
  public Value read(Type.Fields keys, Row row) {
    return read(keys, RowSchema.tree(row));
  }

  /**
   * Reads what a pipeline file would say.
   *
   * @param tree maps, lists and scalars
   * @throws UserException if it says something impossible
   */
  public Value read(Type type, Object tree) {
    Problems problems = new Problems();
    Optional<Value> value = new ValueReader(problems).read(Node.of(tree, at()), type);
    refuse(problems);
    return value.orElseThrow();
  }

  /**
   * Ends with the problems, if there are any.
   *
   * @throws UserException with a line for each
   */
  public static void refuse(Problems problems) {
    if (!problems.isEmpty()) {
      throw new UserException(
          problems.sorted().stream()
              .map(Problem::toString)
              .map(Secrets::mask)
              .collect(Collectors.joining("\n")));
    }
  }

  /**
   * The folder that is written, which workers find whatever folder they work in.
   *
   * @param configuration what the configuration says
   * @throws UserException if a dataset cannot be called after it
   */
  public StageOutput output(Map<String, Object> configuration) {
    String into = String.valueOf(configuration.getOrDefault(INTO, ""));
    String name = FolderNames.of(into);
    FolderNames.objection(name)
        .ifPresent(
            objection -> {
              throw UserException.of("a dataset cannot be called after this folder")
                  .where(at() + ": " + INTO)
                  .given("'" + into + "', whose last part " + objection)
                  .allowed("the path or URI of a folder of its own, for example /data/hmc")
                  .build();
            });
    return StageOutput.to(LocalPaths.absolute(LocalPaths.given(into)));
  }

  /** The path of a folder: one beside others is still a path, and not the name of a stage. */
  public static String path(String text) {
    return text.contains("/") ? text : "./" + text;
  }
}
