package org.fieldbeam.data.model;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.diffusion.LangevinScoreModel;
import org.fieldbeam.core.exact.ExactMoments;
import org.fieldbeam.core.field.FieldLayout;

/** The format of learned scores of Langevin equations; see {@link LangevinScores}. */
@AutoService(ModelFormat.class)
public final class LangevinFormat implements ModelFormat {
  private static final int CURVES = 5;
  private static final int POINTS = 121;

  @Override
  public About about() {
    return About.of(
        "langevinScore",
        "Score of a Langevin equation at some of its times, as splines"
            + " (schemas/langevin-score.schema.json).");
  }

  @Override
  public String format() {
    return LangevinScores.FORMAT;
  }

  @Override
  public FieldLayout layout(String folder) {
    return LangevinScores.read(folder).layout();
  }

  @Override
  public Optional<Action> action(String folder) {
    return Optional.of(LangevinScores.read(folder).action());
  }

  @Override
  public ModelPortrait portrait(String folder) {
    LangevinScoreModel model = LangevinScores.read(folder);
    double[] fitted = model.times();
    String what =
        "Score of the Langevin equation for "
            + model.action()
            + "; "
            + fitted.length
            + " times up to "
            + model.lastTime()
            + ", splines on "
            + model.cells()
            + " cells up to |x| = "
            + model.end()
            + ".";
    return new ModelPortrait(
        what,
        List.of(
            new ModelPortrait.Chart(
                "langevin",
                "Learned score",
                "x",
                "∂ log p_{τ} / ∂x",
                false,
                curves(model, fitted),
                "Of the law of the Langevin trajectories at some of the times of the fit: a straight line −x at"
                    + " the start, −S′ once the law is stationary.")));
  }

  /** The score of one site at some of the times, the last among them. */
  private static List<ModelPortrait.Series> curves(LangevinScoreModel model, double[] fitted) {
    int curves = Math.min(CURVES, fitted.length);
    double end = 1.5 * Math.sqrt(ExactMoments.of(model.action()).moment(2).re());
    double[] x = new double[POINTS];
    Arrays.setAll(x, i -> end * (2.0 * i / (POINTS - 1) - 1));
    double[] field = new double[model.layout().size() * POINTS];
    System.arraycopy(x, 0, field, 0, POINTS);
    double[] all = new double[field.length];
    List<ModelPortrait.Series> series = new ArrayList<>();
    for (int k = 0; k < curves; k++) {
      double time = fitted[k * (fitted.length - 1) / (curves - 1)];
      model.evaluate(field, POINTS, time, all, null);
      series.add(
          new ModelPortrait.Series(
              String.format(Locale.ROOT, "τ = %.3g", time), x, Arrays.copyOf(all, POINTS), false));
    }
    return series;
  }
}
