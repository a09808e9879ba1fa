package org.fieldbeam.pipeline.rows;

import static org.fieldbeam.grammar.Key.required;
import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.Map;
import org.apache.beam.sdk.schemas.transforms.SchemaTransform;
import org.apache.beam.sdk.schemas.transforms.SchemaTransformProvider;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionRowTuple;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.fieldbeam.beam.ConfigurationCoder;
import org.fieldbeam.beam.EnsembleIO;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.row.Configuration;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Flag;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.kind.PhysicsGrammar;
import org.fieldbeam.pipeline.stage.StageKind;
import org.fieldbeam.pipeline.transform.FolderRows;
import org.fieldbeam.pipeline.transform.RowSchema;
import org.fieldbeam.pipeline.transform.TransformConfiguration;

/** Writes rows as an ensemble, see {@link EnsembleIO#write(Action)}. */
@AutoService(SchemaTransformProvider.class)
public final class WriteEnsemble implements RowTransform {
  private static final TransformConfiguration CONFIGURATION =
      new TransformConfiguration("write_ensemble");

  private static final Fields KEYS =
      Fields.of(
          required(TransformConfiguration.INTO, StageKind.NAME, TransformConfiguration.INTO_TEXT),
          required("lattice", PhysicsGrammar.LATTICE, "Lattice extents."),
          required("action", PhysicsGrammar.action(), "The action."),
          withDefault("shards", new Whole(1, 1_000_000), "8", "Number of shards."),
          withDefault(
              "weighted",
              new Flag(),
              "false",
              "Whether the configurations have importance weights: every row has a log_weight then,"
                  + " and all estimates use it."));

  @Override
  public String transform() {
    return "WriteEnsemble";
  }

  @Override
  public TransformConfiguration configuration() {
    return CONFIGURATION;
  }

  @Override
  public Fields keys() {
    return KEYS;
  }

  @Override
  public String description() {
    return "Writes rows as an ensemble of an action, which is evaluated anew; a chain stands in one"
        + " shard, by step. Gives one row with the folder that it has written.";
  }

  @Override
  public SchemaTransform from(Row row) {
    Map<String, Object> given = RowSchema.tree(row);
    StageOutput output = CONFIGURATION.output(given);
    given.put(TransformConfiguration.INTO, output.name());
    Value value = CONFIGURATION.read(KEYS, given);
    EnsembleIO.Write write =
        EnsembleIO.write(action(value)).withShards(value.get("shards").integer()).into(output);
    return new Transform(action(value), value.get("weighted").flag() ? write.withWeights() : write);
  }

  private static Action action(Value value) {
    try {
      return PhysicsGrammar.realAction(value);
    } catch (IllegalArgumentException e) {
      throw UserException.of("the action cannot be used")
          .where(CONFIGURATION.at() + ": action")
          .given(e.getMessage())
          .cause(e)
          .build();
    }
  }

  private static final class Transform extends SchemaTransform {
    private static final long serialVersionUID = 1L;
    private final Action action;
    private final transient EnsembleIO.Write write;

    Transform(Action action, EnsembleIO.Write write) {
      this.action = action;
      this.write = write;
    }

    @Override
    public PCollectionRowTuple expand(PCollectionRowTuple input) {
      String where = CONFIGURATION.at().toString();
      if (input.getAll().size() != 1) {
        throw UserException.of("the transform does not know what to write")
            .where(where)
            .given("the collections " + input.getAll().keySet())
            .allowed("one input, rows of configurations")
            .build();
      }
      PCollection<Row> rows = input.getAll().values().iterator().next();
      ConfigurationRows.require(rows.getSchema(), where);
      Action of = action;
      return FolderRows.of(
          rows.apply(
                  "FromRows",
                  MapElements.into(TypeDescriptor.of(Configuration.class))
                      .via(row -> ConfigurationRows.configuration(row, of, where)))
              .setCoder(ConfigurationCoder.of())
              .apply("Write", write));
    }
  }
}
