package org.fieldbeam.pipeline.rows;

import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.transforms.SchemaTransform;
import org.apache.beam.sdk.schemas.transforms.SchemaTransformProvider;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollectionRowTuple;
import org.apache.beam.sdk.values.Row;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.FolderPaths;
import org.fieldbeam.beam.shard.PermanentFailure;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.check.ChecksFile;
import org.fieldbeam.data.check.DatasetCheck;
import org.fieldbeam.data.dataset.EstimatesFile;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Flag;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.transform.FolderRows;
import org.fieldbeam.pipeline.transform.TransformConfiguration;

/** Reads what a measure stage has found as rows, a row for each estimate. */
@AutoService(SchemaTransformProvider.class)
public final class ReadEstimates implements RowTransform {
  private static final TransformConfiguration CONFIGURATION =
      new TransformConfiguration("read_estimates");

  private static final String FAILED = "failed";

  private static final Fields KEYS =
      Fields.of(
          InputFolders.key("measurements"),
          withDefault(
              FAILED,
              new Flag(),
              "false",
              "Whether estimates are read though a check has failed; without it that ends the"
                  + " pipeline."));

  private static final Schema SCHEMA =
      Schema.builder()
          .addStringField("dataset")
          .addStringField("observable")
          .addNullableField("value", FieldType.DOUBLE)
          .addNullableField("error", FieldType.DOUBLE)
          .addNullableField("tau_int", FieldType.DOUBLE)
          .addNullableField("tau_int_error", FieldType.DOUBLE)
          .addInt64Field("n")
          .addNullableField("n_eff", FieldType.DOUBLE)
          .addArrayField("failed_checks", FieldType.STRING)
          .build();

  @Override
  public String transform() {
    return "ReadEstimates";
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
    return "Reads estimates, a row each: "
        + String.join(", ", SCHEMA.getFieldNames())
        + ". A number that is undefined is null; failed_checks are those of the dataset.";
  }

  @Override
  public SchemaTransform from(Row row) {
    Value value = CONFIGURATION.read(KEYS, InputFolders.tree(row));
    return new Transform(InputFolders.of(value), value.get(FAILED).flag());
  }

  private static final class Transform extends SchemaTransform {
    private static final long serialVersionUID = 1L;
    private final transient Optional<List<String>> folders;
    private final boolean failed;

    Transform(Optional<List<String>> folders, boolean failed) {
      this.folders = folders;
      this.failed = failed;
    }

    @Override
    public PCollectionRowTuple expand(PCollectionRowTuple input) {
      return PCollectionRowTuple.of(
          FolderRows.OUTPUT,
          FolderRows.folders(input, folders, InputFolders.FROM, CONFIGURATION.at())
              .apply("Paths", FolderPaths.of(Folder.Kind.ESTIMATES))
              .apply("Read", ParDo.of(new Read(failed)))
              .setRowSchema(SCHEMA));
    }
  }

  /** The folder of a measure stage to its estimates. */
  private static final class Read extends DoFn<String, Row> {
    private static final long serialVersionUID = 1L;
    private final boolean failed;

    Read(boolean failed) {
      this.failed = failed;
    }

    @ProcessElement
    public void process(@Element String folder, OutputReceiver<Row> rows) throws IOException {
      PermanentFailure.unlessPassing(() -> rows(folder)).forEach(rows::output);
    }

    private List<Row> rows(String folder) {
      List<DatasetCheck> bad = ChecksFile.read(folder).stream().filter(DatasetCheck::bad).toList();
      if (!failed && !bad.isEmpty()) {
        throw UserException.of("checks of the measured ensembles have failed")
            .where(folder)
            .given(String.join(", ", bad.stream().map(DatasetCheck::key).toList()))
            .allowed("estimates of ensembles that pass their checks")
            .todo(
                "read checks.json, which says why; or read the estimates with failed: true, and"
                    + " look at failed_checks")
            .build();
      }
      List<Row> rows = new ArrayList<>();
      for (EstimatesFile.Entry entry : EstimatesFile.read(folder)) {
        Estimate estimate = entry.estimate();
        rows.add(
            Row.withSchema(SCHEMA)
                .addValues(
                    entry.dataset(),
                    entry.observable(),
                    EstimatesFile.orNull(estimate.value()),
                    EstimatesFile.orNull(estimate.error()),
                    EstimatesFile.orNull(estimate.tauInt()),
                    EstimatesFile.orNull(estimate.tauIntError()),
                    estimate.n(),
                    EstimatesFile.orNull(estimate.nEff()),
                    bad.stream()
                        .filter(check -> check.dataset().equals(entry.dataset()))
                        .map(check -> check.check().name())
                        .toList())
                .build());
      }
      return rows;
    }
  }
}
