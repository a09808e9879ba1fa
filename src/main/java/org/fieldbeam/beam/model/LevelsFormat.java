package org.fieldbeam.beam.model;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.polish.Polish;
import org.fieldbeam.data.model.DescriptionWords;
import org.fieldbeam.data.model.ModelFormat;
import org.fieldbeam.data.model.ModelJson;
import org.fieldbeam.data.model.ModelPortrait;
import org.fieldbeam.data.storage.JsonObject;

/** The format of effective actions; see {@link ScoreModels#read}. */
@AutoService(ModelFormat.class)
public final class LevelsFormat implements SampledFormat {
  @Override
  public About about() {
    return About.of(
        "effectiveAction",
        "Effective action at the levels of a ladder of noise"
            + " (schemas/effective-action-model.schema.json).");
  }

  @Override
  public SampledModel open(String folder) {
    return new SampledModel.OfLevels(ScoreModels.read(folder));
  }

  @Override
  public ModelFacts facts(String folder) {
    return open(folder).facts();
  }

  @Override
  public FieldLayout layout(String folder) {
    return open(folder).layout();
  }

  @Override
  public Optional<Action> action(String folder) {
    return open(folder).action();
  }

  @Override
  public ModelPortrait portrait(String folder) {
    JsonObject json = ModelJson.read(folder);
    List<JsonObject> levels = json.objects("levels");
    String what =
        "Effective action for "
            + DescriptionWords.of(json.tree("action"))
            + "; "
            + levels.size()
            + " noise levels ("
            + json.object("ladder").string("kind")
            + "); operators "
            + String.join(", ", json.strings("operators"))
            + flow(json)
            + ".";
    double[] tau = of(levels, level -> level.number("tau"));
    List<ModelPortrait.Series> residuals = new ArrayList<>();
    residuals.add(
        new ModelPortrait.Series("fitted", tau, of(levels, diagnostic("residual")), true));
    double[] validation = of(levels, diagnostic("validationResidual"));
    if (Arrays.stream(validation).anyMatch(Double::isFinite)) {
      residuals.add(new ModelPortrait.Series("validation", tau, validation, true));
    }
    List<ModelPortrait.Chart> charts = new ArrayList<>();
    charts.add(
        new ModelPortrait.Chart(
            "residual",
            "Residual of the fit",
            "noise variance τ",
            "mean square residual per site",
            true,
            residuals,
            "Of the regression of the score at each noise level, on the configurations that were fitted and on"
                + " chains set apart. The two should agree: a validation residual far above the other"
                + " says that the fit follows noise."));
    charts.add(
        new ModelPortrait.Chart(
            "condition",
            "Condition of the normal equations",
            "noise variance τ",
            "condition number",
            true,
            List.of(new ModelPortrait.Series("", tau, of(levels, diagnostic("condition")), true)),
            "Of the Gram matrix of the operators, scaled to unit diagonal, per level. Towards"
                + " 10<sup>12</sup> operators can no longer be told apart: leave one out."));
    if (json.object("training").has(Polish.NOTE)) {
      charts.add(polish(json.object("training").objects(Polish.NOTE)));
    }
    return new ModelPortrait(what, charts);
  }

  private static String flow(JsonObject json) {
    return json.has("flow")
        ? "; for a flow by "
            + json.object("flow").string("integrator")
            + " in "
            + json.object("flow").int32("evaluations")
            + " evaluations"
        : "";
  }

  /** The steps of the polish, as {@link Polish} notes them. */
  private static ModelPortrait.Chart polish(List<JsonObject> steps) {
    double[] step = of(steps, row -> row.number("step"));
    double[] size = of(steps, row -> numberOrNaN(row, "effectiveSampleSize"));
    StringBuilder caption =
        new StringBuilder(
            "Of new runs of the flow after each step; of the models here the one with the largest was"
                + " taken.");
    for (JsonObject row : steps) {
      if (row.has("outliers")) {
        caption
            .append(" Step ")
            .append(row.int32("step") + 1)
            .append(": ")
            .append(row.int32("outliers"))
            .append(" of ")
            .append(row.int32("runs"))
            .append(" runs were left out as outliers")
            .append(
                row.has("mu")
                    ? String.format(
                        Locale.ROOT,
                        ", divergence %.3g, variance of log w of runs held out %.3g, foreseen %.3g.",
                        row.number("kl"),
                        row.number("heldOutVariance"),
                        row.number("foreseenVariance"))
                    : ", nothing moved.");
      }
    }
    return new ModelPortrait.Chart(
        "polish",
        "Effective sample size through the polish",
        "steps taken",
        "effective sample size",
        false,
        List.of(new ModelPortrait.Series("", step, size, true)),
        caption.toString());
  }

  private static ToDoubleFunction<JsonObject> diagnostic(String name) {
    return level -> {
      JsonObject diagnostics = level.object("diagnostics");
      return numberOrNaN(diagnostics, name);
    };
  }

  private static double numberOrNaN(JsonObject json, String name) {
    return json.has(name) ? json.number(name) : Double.NaN;
  }

  private static double[] of(List<JsonObject> levels, ToDoubleFunction<JsonObject> number) {
    return levels.stream().mapToDouble(number).toArray();
  }
}
