package org.fieldbeam.pipeline.stage;

import static org.fieldbeam.grammar.Key.required;
import static org.fieldbeam.grammar.Key.withDefault;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.transforms.SchemaTransform;
import org.apache.beam.sdk.values.Row;
import org.fieldbeam.data.UserException;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Kind;
import org.fieldbeam.grammar.Kinds;
import org.fieldbeam.grammar.PluginLoader;
import org.fieldbeam.grammar.Problems;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Type.Text;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.transform.FolderRows;
import org.fieldbeam.pipeline.transform.NamedTransform;
import org.fieldbeam.pipeline.transform.TransformConfiguration;

/**
 * A kind of stage: its keys in a pipeline file, and what reads a stage of them.
 *
 * <p>It is a transform of Beam's too, for Beam YAML, Python and any other SDK, with the same keys
 * as a pipeline file: {@code beam:schematransform:org.fieldbeam:NAME:v1}. A class of a kind is
 * therefore named by two service files, {@code @AutoService({StageKind.class,
 * SchemaTransformProvider.class})}; reports, which are no Beam jobs, by the first alone. See {@link
 * StageTransform}.
 */
public interface StageKind extends Kind, NamedTransform {
  /** The name of an output. */
  Type NAME =
      new Text(
          "a name of at most 64 letters, digits, - _ . that begins with a letter or digit",
          Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}"));

  /** A number of things, one at least. */
  Type COUNT = new Whole(1, Integer.MAX_VALUE);

  /** A part of a whole, below one. */
  Type SHARE = new Real(0, true, 1, false);

  /** Returns the key of the updates before the first configuration that is kept or measured. */
  static Key thermalization(String used) {
    return withDefault(
        "thermalization",
        new Whole(0, Integer.MAX_VALUE),
        "500",
        "Updates per chain before the first " + used + " configuration.");
  }

  /** Returns the key of the updates between configurations that are kept or measured. */
  static Key stride(String used) {
    return withDefault("stride", COUNT, "1", "Updates between " + used + " configurations.");
  }

  /** Returns all kinds of stages. */
  static Kinds<StageKind> all() {
    return Kinds.of(StageKind.class, "stage");
  }

  /** Returns the key that names the output. */
  static Key into(String what) {
    return required("into", NAME, "Name of the " + what + " that the stage writes.");
  }

  /** Returns the key that names the one dataset that is read. */
  static Key from(String what) {
    return required("from", Type.REFERENCE, what);
  }

  /**
   * Raised when the numbers of such stages become others for the same settings and inputs, by a
   * mended fault for example: what was finished before is then computed anew, and all that has read
   * it. The version of the software is no part of input hashes, or every release would throw away
   * every ensemble.
   */
  int revision();

  /**
   * Names of the files that such stages write into their folders beside shards and manifests, also
   * on the way; patterns are allowed. They are deleted when a stage is run anew.
   */
  List<String> files();

  /** Whether each shard of the datasets of such stages is a chain of its own. */
  default boolean shardsAreChains() {
    return false;
  }

  /** Whether such stages are reports, written by the command that runs the pipeline. */
  default boolean isReport() {
    return false;
  }

  @Override
  default String transform() {
    return name().substring(0, 1).toUpperCase(Locale.ROOT) + name().substring(1);
  }

  /** Returns the identifier of the transform. */
  @Override
  default String identifier() {
    return new TransformConfiguration(name()).identifier();
  }

  @Override
  default String description() {
    return StageTransform.description(this);
  }

  @Override
  default Schema configurationSchema() {
    return StageTransform.schema(this);
  }

  /**
   * Returns the transform of a configuration.
   *
   * @throws UserException if the configuration says something impossible, in the words that it has
   *     for a pipeline file, or names something to be read that is not there or does not suit
   */
  @Override
  default SchemaTransform from(Row configuration) {
    return StageTransform.of(this, configuration);
  }

  @Override
  default List<String> inputCollectionNames() {
    return StageTransform.inputs(this);
  }

  @Override
  default List<String> outputCollectionNames() {
    return List.of(FolderRows.OUTPUT);
  }

  /**
   * Reads a stage of a file.
   *
   * @param stage a value of {@code all().choice()}
   * @param problems where values are reported that only the physics refuses, such as a coupling for
   *     which exp(-S) cannot be normalised
   * @return the stage; empty if something was reported
   */
  static Optional<StageSpec> read(Value stage, Problems problems) {
    Value body = stage.body();
    StageSpec.Head head =
        new StageSpec.Head(
            stage.choice(),
            body.get("into").text(),
            stage.at(),
            stage.canonical(),
            stage.plugins());
    try {
      return Optional.of(all().of(stage).spec(head, body, problems));
    } catch (IllegalArgumentException e) {
      problems.report(stage.at(), stage.choice() + ": " + e.getMessage());
      return Optional.empty();
    } catch (RuntimeException | LinkageError e) {
      Optional<String> fault = PluginLoader.fault(e);
      if (fault.isEmpty()) {
        throw e;
      }
      problems.report(stage.at(), stage.choice() + ": " + fault.get());
      return Optional.empty();
    }
  }

  /**
   * Returns the stage of some parameters.
   *
   * @param head what all stages have
   * @param body a value of the kind's keys
   * @param problems where faults of single parts are reported, so that all are found together
   * @throws IllegalArgumentException if keys that are allowed each do not fit together
   */
  StageSpec spec(StageSpec.Head head, Value body, Problems problems);
}
