package org.fieldbeam.pipeline.stage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.transforms.SchemaTransform;
import org.apache.beam.sdk.values.PCollectionRowTuple;
import org.apache.beam.sdk.values.Row;
import org.fieldbeam.beam.shard.FolderSchema;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.data.storage.LocalPaths;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Problems;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.transform.FolderRows;
import org.fieldbeam.pipeline.transform.RowSchema;
import org.fieldbeam.pipeline.transform.TransformConfiguration;

/**
 * A stage as a transform of Beam's, whatever its kind: rows with folders in, one row with the
 * folder that it writes out.
 *
 * <p>Its configuration has the keys of the stage in a pipeline file, as {@link RowSchema} writes
 * them, and the seed, which a file has for all its stages. Two keys differ. What the stage reads
 * may be left out and comes from the transform before it, for its folder need not be there when the
 * pipeline is built; what the stage reads besides is named by the paths of folders. And {@code
 * into} is the folder to write, not a name in the output folder of a file.
 *
 * <p>The configuration is checked like a file when the transform is made. The input hash of what it
 * writes is that of the Java transforms: a run that is repeated keeps the shards that are there.
 */
final class StageTransform extends SchemaTransform {
  private static final long serialVersionUID = 1L;
  private static final String SEED = "seed";

  private final transient StageSpec spec;
  private final transient TransformConfiguration configuration;
  private final String inputKey;
  private final StageOutput output;
  private final long seed;

  private StageTransform(
      StageSpec spec,
      TransformConfiguration configuration,
      String inputKey,
      StageOutput output,
      long seed) {
    this.spec = spec;
    this.configuration = configuration;
    this.inputKey = inputKey;
    this.output = output;
    this.seed = seed;
  }

  static String description(StageKind kind) {
    String reads =
        inputKey(kind)
            .map(
                key ->
                    " Reads rows whose field '"
                        + FolderSchema.FOLDER
                        + "' names what '"
                        + key.name()
                        + "' names otherwise.")
            .orElse("");
    return kind.about().text() + reads + " Gives one row with the folder that it has written.";
  }

  static List<String> inputs(StageKind kind) {
    return inputKey(kind).isPresent() ? List.of(FolderRows.INPUT) : List.of();
  }

  private static List<Key> keys(StageKind kind) {
    return ((Type.Fields) kind.about().keys()).keys();
  }

  /** The key that names what the stage reads, if it reads anything always. */
  private static Optional<Key> inputKey(StageKind kind) {
    return keys(kind).stream().filter(key -> names(key.type())).findFirst();
  }

  private static boolean names(Type type) {
    return type.equals(Type.REFERENCE)
        || (type instanceof Type.Items items && items.element().equals(Type.REFERENCE))
        || (type instanceof Type.TextOr either && either.scalar().equals(Type.REFERENCE));
  }

  static Schema schema(StageKind kind) {
    Map<String, Key> fields = new LinkedHashMap<>();
    Optional<Key> input = inputKey(kind);
    for (Key key : keys(kind)) {
      if (key.name().equals(TransformConfiguration.INTO)) {
        add(fields, Key.required(key.name(), key.type(), TransformConfiguration.INTO_TEXT));
      } else if (input.filter(other -> other.name().equals(key.name())).isPresent()) {
        add(fields, Key.optional(key.name(), withoutMap(key.type()), named(key)));
        alternatives(key.type()).forEach(option -> add(fields, option));
      } else {
        add(fields, key);
      }
    }
    Type number = new Type.Whole(Long.MIN_VALUE, Long.MAX_VALUE);
    add(fields, Key.withDefault(SEED, number, "0", "Seed of all random numbers."));
    return RowSchema.of(fields.values());
  }

  private static String named(Key key) {
    return key.description()
        + " The path of a folder; left out where the transform has an input, which then names it.";
  }

  private static void add(Map<String, Key> fields, Key key) {
    if (fields.put(key.name(), key) != null) {
      throw new IllegalStateException("two fields of a transform are called " + key.name());
    }
  }

  private static Type withoutMap(Type type) {
    return type instanceof Type.TextOr either ? either.scalar() : type;
  }

  /** What a map may say in place of a name: fields of their own, for a field has one type. */
  private static List<Key> alternatives(Type type) {
    return type instanceof Type.TextOr either
        ? either.map().options().stream()
            .map(option -> Key.optional(option.name(), option.body(), option.description()))
            .toList()
        : List.of();
  }

  static StageTransform of(StageKind kind, Row row) {
    TransformConfiguration configuration = new TransformConfiguration(kind.name());
    Map<String, Object> given = RowSchema.tree(row);
    long seed = given.remove(SEED) instanceof Long number ? number : 0;
    StageOutput output = configuration.output(given);
    given.put(TransformConfiguration.INTO, output.name());
    Optional<Key> input = inputKey(kind);
    Problems problems = new Problems();
    input.ifPresent(key -> input(key, given, configuration, problems));
    TransformConfiguration.refuse(problems);

    Value stage = configuration.read(StageKind.all().choice(), Map.of(kind.name(), given));
    Optional<StageSpec> spec = StageKind.read(stage, problems);
    TransformConfiguration.refuse(problems);
    check(spec.orElseThrow(), problems);
    TransformConfiguration.refuse(problems);
    return new StageTransform(
        spec.get(), configuration, input.map(Key::name).orElse(""), output, seed);
  }

  /** Writes what a configuration says of the input as a file says it. */
  private static void input(
      Key key, Map<String, Object> given, TransformConfiguration configuration, Problems problems) {
    for (Key option : alternatives(key.type())) {
      Object map = given.remove(option.name());
      if (map != null && given.put(key.name(), Map.of(option.name(), map)) != null) {
        problems.report(
            configuration.at(),
            "'" + key.name() + "' and '" + option.name() + "' are given; give one of them");
      }
    }
    Object named = given.get(key.name());
    if (named == null) {
      given.put(key.name(), Reference.INPUT);
    } else if (named instanceof String path) {
      given.put(key.name(), TransformConfiguration.path(path));
    } else if (named instanceof List<?> paths) {
      given.put(
          key.name(),
          paths.stream().map(path -> TransformConfiguration.path(String.valueOf(path))).toList());
    }
  }

  /** The rules of a stage that stands alone, and what it reads from outside. */
  private static void check(StageSpec spec, Problems problems) {
    spec.check(new Alone(problems));
    spec.inputs().forEach(input -> requirePath(input, problems));
    TransformConfiguration.refuse(problems);
    List<StageInput> all = new ArrayList<>();
    List<Optional<Foreseen>> seen = new ArrayList<>();
    for (Reference input : spec.inputs()) {
      if (input.isInput()) {
        seen.add(Optional.empty());
      } else {
        ExternalInput external = spec.external(input);
        all.add(external.as(input));
        seen.add(external.foreseen());
      }
    }
    new InputNeeds().check(spec, all);
    spec.objections(seen).forEach(objection -> problems.report(objection.at(), objection.words()));
  }

  private static void requirePath(Reference reference, Problems problems) {
    if (!reference.isPath()) {
      problems.report(
          reference.at(),
          "'"
              + reference
              + "' names no folder; a transform knows of no stages, so give the path of a folder"
              + " with a / in it, for example ./"
              + reference);
    }
  }

  /** A stage without others before it. */
  private record Alone(Problems problems) implements StageRules {
    @Override
    public List<StageSpec> earlier() {
      return List.of();
    }

    @Override
    public Map<String, Foreseen> foreseen() {
      return Map.of();
    }

    @Override
    public void require(Reference reference, Set<StageSpec.Product> wanted) {
      requirePath(reference, problems);
    }
  }

  @Override
  public PCollectionRowTuple expand(PCollectionRowTuple input) {
    boolean reads = spec.inputs().stream().anyMatch(Reference::isInput);
    if (!reads) {
      FolderRows.refuse(input, configuration.at());
    }
    List<String> inputs =
        spec.inputs().stream()
            .filter(reference -> !reference.isInput())
            .map(reference -> LocalPaths.absolute(reference.text()))
            .toList();
    StageRun run =
        new StageRun(
            output,
            inputs,
            reads
                ? Optional.of(
                    FolderRows.folders(input, Optional.empty(), inputKey, configuration.at()))
                : Optional.empty(),
            seed);
    return FolderRows.of(spec.apply(run, input.getPipeline()));
  }
}
