package org.fieldbeam.pipeline.kind;

import static org.fieldbeam.grammar.Key.required;
import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.List;
import org.apache.beam.sdk.schemas.transforms.SchemaTransformProvider;
import org.fieldbeam.grammar.Problems;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.stage.Reference;
import org.fieldbeam.pipeline.stage.StageKind;
import org.fieldbeam.pipeline.stage.StageSpec;

/** The stage {@code train}: what it does is its model's, see {@link ModelKind}. */
@AutoService({StageKind.class, SchemaTransformProvider.class})
public final class TrainKind implements StageKind {
  @Override
  public About about() {
    return About.of(
        "train",
        "Fits a score model.",
        Fields.of(
            StageKind.from("Ensemble or training dataset to fit."),
            StageKind.into("score model"),
            required("model", ModelKind.all().choice(), "The score model."),
            withDefault("validation", SHARE, "0.1", "Share of chains for validation.")));
  }

  @Override
  public String transform() {
    return "TrainScore";
  }

  @Override
  public int revision() {
    return 2;
  }

  @Override
  public List<String> files() {
    return ModelKind.all().all().stream()
        .flatMap(model -> model.files().stream())
        .distinct()
        .toList();
  }

  @Override
  public StageSpec spec(StageSpec.Head head, Value body, Problems problems) {
    Value model = body.get("model");
    return ModelKind.all()
        .of(model)
        .train(head, Reference.of(body.get("from")), body.get("validation").real(), model.body());
  }
}
