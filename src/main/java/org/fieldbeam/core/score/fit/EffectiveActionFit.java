package org.fieldbeam.core.score.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.core.score.effective.LevelFit;
import org.fieldbeam.core.score.operator.Operator;

/**
 * Fits the effective action of every level of a ladder by linear least squares.
 *
 * <p>At level tau the gradient of {@code S_tau(phi_tau)}, {@code phi_tau = phi_0 + sqrt(tau) z}, is
 * regressed on {@code y_k = W_k (grad S_0(phi_0))_k + (1 - W_k) z_k / sqrt(tau)}, whose conditional
 * mean given phi_tau is exactly grad S_tau for any W; with the Wiener filter {@code W_k = C_k /
 * (C_k + tau)} it has no noise at all in a Gaussian theory. The fit is of the deviation from the
 * prior action {@code 1/2 sum_{k != 0} |phi_k|^2 / (C_k + tau) + U(m)}, U the zero-mode potential,
 * with a ridge on the coefficients of U and of the operators, in units in which the Gram matrix has
 * unit diagonal.
 *
 * <p>All levels are fitted from one array of plain sums over configurations, see {@link #sums}; z
 * is keyed by (seed, chain, step) and the same at every level. With importance weights all sums are
 * weighted ones, so that the fit is to the ensemble that the weights make. Use: one pass of {@link
 * EnsembleStatistics#sums}, this object, one pass of {@link #sums} over the training chains and one
 * over the held-out chains, {@link #solve}.
 */
public final class EffectiveActionFit {
  /** Purpose of the noise in the keys of its random numbers. */
  static final String NOISE_PURPOSE = "train/noise";

  private final EffectiveActionSettings settings;
  private final EnsembleStatistics statistics;
  private final Action action;
  private final TimeLadder ladder;
  private final long seed;

  /**
   * Prepares a fit.
   *
   * @param settings what to fit
   * @param statistics the first pass over the training configurations
   * @param knownAction the action of the ensemble; not used, and may be null, if the settings say
   *     that it is fitted
   * @param seed seed of the noise
   * @throws IllegalArgumentException if the action is missing or lives on another lattice, or an
   *     operator is not allowed on the lattice
   */
  public EffectiveActionFit(
      EffectiveActionSettings settings,
      EnsembleStatistics statistics,
      Action knownAction,
      long seed) {
    this.settings = settings;
    this.statistics = statistics;
    Lattice lattice = statistics.orbits().lattice();
    if (!settings.actionFitted() && knownAction == null) {
      throw new IllegalArgumentException(
          "Effective action fit: the action of the ensemble is not known; give it, or set action:"
              + " fitted");
    }
    this.action = settings.actionFitted() ? statistics.fittedAction() : knownAction;
    if (!action.lattice().equals(lattice)) {
      throw new IllegalArgumentException(
          "Effective action fit: the ensemble is on lattice "
              + lattice
              + " and the action on "
              + action.lattice()
              + "; they must agree");
    }
    requireSuited(settings, lattice, action);
    this.ladder = settings.ladder().build(statistics);
    this.seed = seed;
  }

  /**
   * Refuses settings that cannot be fitted to ensembles of an action, before there is one.
   *
   * @param lattice the lattice
   * @param action the action that is to be fitted; null if it is not known
   * @throws IllegalArgumentException if an operator is not allowed on the lattice, or the action is
   *     not even
   */
  public static void requireSuited(
      EffectiveActionSettings settings, Lattice lattice, Action action) {
    Operator.parseAll(settings.operators(), lattice);
    if (action != null && !action.isEven()) {
      throw new IllegalArgumentException(
          "Effective action fit: the action "
              + action.description()
              + " is not even in the field, and all operators are; only even actions can be"
              + " fitted");
    }
  }

  /** The ladder, its end settled. */
  public TimeLadder ladder() {
    return ladder;
  }

  /** The sums of all levels. */
  public BatchSums sums() {
    return new EffectiveActionSums(
        action,
        ladder,
        statistics.spectrum(),
        statistics.meanSquareM(),
        statistics.zeroModeMixture(),
        settings.operators(),
        settings.target(),
        seed);
  }

  /**
   * Solves all levels.
   *
   * @param training the added {@link #sums} of all training configurations
   * @param validation the added sums of held-out configurations, or null
   * @param provenance what else to note in the model about its training: strings, numbers and
   *     booleans
   * @throws IllegalArgumentException if a Gram matrix is singular: names the level and the operator
   */
  public EffectiveActionModel solve(
      double[] training, double[] validation, Map<String, Object> provenance) {
    MomentumOrbits orbits = statistics.orbits();
    List<String> terms = new ArrayList<>(List.of(EffectiveActionModel.ZERO_MODE));
    terms.addAll(settings.operators());
    LevelRegression regression = new LevelRegression(orbits.count(), terms.size());
    int needed = EffectiveActionSums.size(ladder.levels(), regression);
    checkSums("training", training, needed);
    boolean held =
        validation != null && validation.length > 0 && WeightSums.weight(validation, 0) > 0;
    if (held) {
      checkSums("validation", validation, needed);
    }
    double[] spectrum = statistics.spectrum();
    List<LevelFit> levels = new ArrayList<>();
    for (int level = 1; level <= ladder.levels(); level++) {
      double tau = ladder.tau(level);
      int at = EffectiveActionSums.offset(level, regression);
      double[] prior = new double[orbits.count() + terms.size()];
      for (int o = 1; o < orbits.count(); o++) {
        prior[o] = 1 / (spectrum[o] + tau);
      }
      prior[orbits.count()] = 1;
      String where = "level " + level + " (tau = " + tau + ")";
      double[] w = regression.solve(training, at, prior, settings.ridge(), terms, where);
      levels.add(levelFit(regression, training, held ? validation : null, level, tau, w));
    }
    Map<String, Object> notes = new TreeMap<>(provenance);
    long rows = Math.round(WeightSums.rows(training, 0));
    notes.put("configurations", rows);
    notes.put("validationConfigurations", held ? Math.round(WeightSums.rows(validation, 0)) : 0L);
    double effective = WeightSums.effective(training, 0);
    if (effective != rows) {
      notes.put("effectiveConfigurations", effective);
    }
    notes.put("target", settings.target().name().toLowerCase(Locale.ROOT));
    notes.put("ridge", settings.ridge());
    notes.put("seed", seed);
    notes.put("actionFitted", settings.actionFitted());
    EffectiveActionModel model =
        new EffectiveActionModel(
            action,
            ladder,
            spectrum,
            statistics.meanSquareM(),
            statistics.zeroModeMixture(),
            settings.operators(),
            levels,
            notes);
    return settings.flow() == null ? model : model.withFlow(settings.flow());
  }

  private static void checkSums(String which, double[] sums, int needed) {
    if (sums.length != needed || !(WeightSums.weight(sums, 0) > 0)) {
      throw new IllegalArgumentException(
          "Effective action fit: the "
              + which
              + " sums must be "
              + needed
              + " numbers over at least 1 configuration that has a weight, given "
              + sums.length
              + (sums.length > 0 ? " over " + WeightSums.rows(sums, 0) : ""));
    }
  }

  private LevelFit levelFit(
      LevelRegression regression,
      double[] training,
      double[] validation,
      int level,
      double tau,
      double[] w) {
    int at = EffectiveActionSums.offset(level, regression);
    MomentumOrbits orbits = statistics.orbits();
    double weight = WeightSums.weight(training, 0);
    double degrees = weight * orbits.lattice().volume();
    double residual = regression.squaredResidual(training, at, w) / degrees;
    double total = training[at + regression.target()] / degrees;
    double[] curvature = new double[orbits.count()];
    for (int o = 0; o < curvature.length; o++) {
      curvature[o] =
          regression.squaredScore(training, at, w, o) / (weight * orbits.multiplicity(o));
    }
    int curvatures = EffectiveActionSums.curvatureOffset(level, regression);
    double meanCurvature = 0;
    for (int j = 0; j < regression.terms(); j++) {
      meanCurvature += w[orbits.count() + j] * training[curvatures + j] / degrees;
    }
    double held = Double.NaN;
    if (validation != null) {
      held =
          regression.squaredResidual(validation, at, w)
              / (WeightSums.weight(validation, 0) * orbits.lattice().volume());
    }
    return new LevelFit(
        tau,
        Arrays.copyOf(w, orbits.count()),
        Arrays.copyOfRange(w, orbits.count(), w.length),
        curvature,
        meanCurvature,
        new LevelFit.Diagnostics(
            residual, 1 - residual / total, regression.condition(training, at), held));
  }
}
