package org.fieldbeam.pipeline.rows;

import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.schemas.transforms.SchemaTransform;
import org.apache.beam.sdk.schemas.transforms.SchemaTransformProvider;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollectionRowTuple;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.fieldbeam.beam.EnsembleIO;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Flag;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.transform.FolderRows;
import org.fieldbeam.pipeline.transform.TransformConfiguration;

/** Reads the configurations of ensembles as rows, see {@link EnsembleIO#read()}. */
@AutoService(SchemaTransformProvider.class)
public final class ReadEnsemble implements RowTransform {
  private static final TransformConfiguration CONFIGURATION =
      new TransformConfiguration("read_ensemble");

  private static final String WEIGHTS = "weights";

  private static final Fields KEYS =
      Fields.of(
          InputFolders.key("ensembles"),
          withDefault(
              WEIGHTS,
              new Flag(),
              "false",
              "Whether ensembles with importance weights are read too: whatever is done with a row"
                  + " has to use its log_weight."));

  @Override
  public String transform() {
    return "ReadEnsemble";
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
    return "Reads the configurations of ensembles, a row each, in no particular order: "
        + String.join(", ", ConfigurationRows.columns())
        + ".";
  }

  @Override
  public SchemaTransform from(Row row) {
    Value value = CONFIGURATION.read(KEYS, InputFolders.tree(row));
    return new Transform(InputFolders.of(value), value.get(WEIGHTS).flag());
  }

  private static final class Transform extends SchemaTransform {
    private static final long serialVersionUID = 1L;
    private final transient Optional<List<String>> folders;
    private final boolean weights;

    Transform(Optional<List<String>> folders, boolean weights) {
      this.folders = folders;
      this.weights = weights;
    }

    @Override
    public PCollectionRowTuple expand(PCollectionRowTuple input) {
      EnsembleIO.Read read = EnsembleIO.read();
      return PCollectionRowTuple.of(
          FolderRows.OUTPUT,
          FolderRows.folders(input, folders, InputFolders.FROM, CONFIGURATION.at())
              .apply("Read", weights ? read.withWeights() : read)
              .apply("ToRows", MapElements.into(TypeDescriptors.rows()).via(ConfigurationRows::row))
              .setRowSchema(ConfigurationRows.SCHEMA));
    }
  }
}
