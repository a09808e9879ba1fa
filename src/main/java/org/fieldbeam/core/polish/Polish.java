package org.fieldbeam.core.polish;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.fieldbeam.core.diffusion.ImportanceWeights;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.core.statistics.Estimate;

/**
 * The state of a polish between two passes of runs.
 *
 * <p>Pass s runs the model that s steps have made, with random numbers of its own. Its runs are the
 * first to judge that model, and then what the next step is made of. In the end the model whose
 * runs had the largest effective sample size is taken, the fitted one among them: a polish does not
 * make a model worse, to the error of that number.
 */
public final class Polish implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Under this name the steps stand among the notes of a model's training. */
  public static final String NOTE = "polish";

  private final PolishSettings settings;
  private final EffectiveActionModel current;
  private final EffectiveActionModel best;
  private final double bestSize;
  private final ArrayList<Map<String, Object>> steps;

  private Polish(
      PolishSettings settings,
      EffectiveActionModel current,
      EffectiveActionModel best,
      double bestSize,
      List<Map<String, Object>> steps) {
    this.settings = settings;
    this.current = current;
    this.best = best;
    this.bestSize = bestSize;
    this.steps = new ArrayList<>(steps);
  }

  /** The most coefficients that a step moves of a model with so many operators and levels. */
  public static int unknowns(int operators, int levels) {
    return PolishTerms.mostUnknowns(operators, levels);
  }

  /** The most terms whose gradients a run works out, of a model with so many operators. */
  public static int terms(int operators) {
    return PolishTerms.mostTerms(operators);
  }

  /** The beginning: a fitted model. */
  public static Polish of(EffectiveActionModel fitted, PolishSettings settings) {
    return new Polish(settings, fitted, fitted, Double.NEGATIVE_INFINITY, List.of());
  }

  /** The model whose runs the next pass makes. */
  public EffectiveActionModel current() {
    return current;
  }

  /** What the random numbers of a pass are for. */
  public static String purpose(int pass) {
    return "train/polish/" + pass;
  }

  /** Takes the runs of a pass, of which the last one makes no further step. */
  public Polish after(Runs runs) {
    int pass = steps.size();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("step", pass);
    double size = judge(runs, row);
    boolean better = size > bestSize;
    EffectiveActionModel kept = better ? current : best;
    EffectiveActionModel next = current;
    if (pass < settings.steps()) {
      PolishStep.Result step = PolishStep.of(current, runs, settings);
      row.put("outliers", step.outliers());
      row.put("heldOutVariance", number(step.before()));
      row.put("foreseenVariance", number(step.foreseen()));
      row.put("mu", number(step.mu()));
      row.put("kl", number(step.kl()));
      next = step.model();
    }
    List<Map<String, Object>> rows = new ArrayList<>(steps);
    rows.add(row);
    return new Polish(settings, next, kept, Math.max(size, bestSize), rows);
  }

  /** The effective sample size of runs; below all others where some ran away. */
  private static double judge(Runs runs, Map<String, Object> row) {
    row.put("runs", runs.logWeights().length);
    for (double weight : runs.logWeights()) {
      if (!Double.isFinite(weight)) {
        row.put("effectiveSampleSize", null);
        return Double.NEGATIVE_INFINITY;
      }
    }
    ImportanceWeights weights = ImportanceWeights.of(runs.logWeights());
    Estimate size = weights.effectiveSampleSize();
    row.put("effectiveSampleSize", size.value());
    row.put("effectiveSampleSizeError", number(size.error()));
    return size.value();
  }

  private static Double number(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }

  /** The best model, with the steps among the notes of its training. */
  public EffectiveActionModel result() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Map<String, Object> step : steps) {
      Map<String, Object> row = new LinkedHashMap<>(step);
      row.values().removeIf(Objects::isNull);
      rows.add(row);
    }
    return best.withNote(NOTE, rows);
  }
}
