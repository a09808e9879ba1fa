package org.fieldbeam.core.observable;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.FieldLayout.ValueType;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.GammaMethod;
import org.fieldbeam.core.statistics.MeanSums;
import org.fieldbeam.core.statistics.ProjectedDeviations;

/**
 * Turns the measurements of an ensemble of vectors, angles or links into estimates and checks; see
 * {@link EnsembleAnalysis} for how the passes are run. What is measured are the {@link
 * ObservableKind}s that suit the action, in the order of their names.
 */
public final class LayoutAnalysis implements MeasurementAnalysis, Serializable {
  private static final long serialVersionUID = 1L;

  /** What ensembles are compared by, where it is measured: no two of them are one another's sum. */
  private static final List<String> JOINT =
      List.of("phi2", "M2", "nn", "absM", "phi4", "linkCosine", "plaquette", "wilson2x2");

  private final Action action;

  /** An analysis of ensembles of an action. */
  public LayoutAnalysis(Action action) {
    this.action = action;
  }

  static List<Recording> recordings(Action action) {
    return ObservableKind.all().all().stream()
        .filter(kind -> kind.suits(action))
        .map(kind -> kind.recording(action))
        .toList();
  }

  static List<String> columns(Action action) {
    return recordings(action).stream().flatMap(recording -> recording.columns().stream()).toList();
  }

  static List<Observable> observables(Action action) {
    List<Observable> observables = new ArrayList<>();
    int first = 0;
    for (Recording recording : recordings(action)) {
      observables.addAll(recording.observables(first));
      first += recording.columns().size();
    }
    return observables;
  }

  @Override
  public List<String> columns() {
    return FieldSteps.columns(columns(action), action.layout().size());
  }

  @Override
  public boolean isOptional(String column) {
    return FieldSteps.isColumn(column);
  }

  @Override
  public Pass meanPass() {
    return passes().first(Math.max(0, square()), expansion());
  }

  @Override
  public Pass gammaPass(double[] meanSums) {
    return passes().second(meanSums, observables(MeanSums.means(meanSums)), expansion());
  }

  /** The column whose outliers are looked for; -1 where values are bounded. */
  private int square() {
    return action.layout().type() == ValueType.REAL ? columns(action).indexOf("phi2") : -1;
  }

  /** The columns are counted once, not for every configuration. */
  private TwoPasses.Expansion expansion() {
    int columns = columns(action).size();
    return (recorded, deltaH, acceptance, primaries) -> {
      System.arraycopy(recorded, 0, primaries, 0, columns);
      UpdatePrimaries.expand(deltaH, acceptance, primaries, columns);
    };
  }

  private TwoPasses passes() {
    int columns = columns(action).size();
    return new TwoPasses(
        columns, columns + UpdatePrimaries.COUNT, observables(action), JOINT, List.of());
  }

  private List<Observable> observables(double[] means) {
    int columns = columns(action).size();
    List<Observable> observables = new ArrayList<>(observables(action));
    if (means[columns + UpdatePrimaries.HAS_DELTA_H] == 1) {
      observables.addAll(UpdatePrimaries.observables(columns));
    }
    return observables;
  }

  private Rounding rounding(double[] means) {
    double[] sizes = new double[means.length];
    int first = 0;
    for (Recording recording : recordings(action)) {
      recording.magnitudes(means, first, sizes);
      first += recording.columns().size();
    }
    UpdatePrimaries.magnitudes(means, first, sizes);
    return Rounding.of(means, sizes, action.layout().size());
  }

  @Override
  public EnsembleResult result(double[] meanSums, double[] gammaSums) {
    double[] means = MeanSums.means(meanSums);
    List<Observable> observables = observables(means);
    ProjectedDeviations projected = new ProjectedDeviations(means, observables);
    GammaMethod method = TwoPasses.gamma(meanSums, gammaSums);
    Rounding rounding = rounding(means);
    List<ObservableEstimate> estimates = rounding.estimates(observables, projected, method);
    double[] drift = passes().driftScores(gammaSums, estimates);
    EnsembleChecks checks =
        new EnsembleChecks(
            means, meanSums, method, estimates, drift, EnsembleAnalysis.DEFAULT_MAX_LAG);
    List<Check> all = new ArrayList<>(checks.all(false));
    MotionChecks motion = passes().motion(meanSums, gammaSums);
    int columns = columns(action).size();
    double proposed = means[columns + UpdatePrimaries.HAS_ACCEPTANCE];
    if (proposed > 0) {
      all.add(motion.acceptance(means[columns + UpdatePrimaries.ACCEPTANCE] / proposed));
    }
    all.add(motion.motion());
    all.add(motion.mixing());
    if (square() >= 0 && MeanSums.effectiveFraction(meanSums) == 1) {
      all.add(checks.outliers(square(), -1));
    }
    return new EnsembleResult(
        estimates.stream().filter(e -> e.observable().isShown()).toList(),
        all,
        passes().joint(meanSums, gammaSums, estimates));
  }
}
