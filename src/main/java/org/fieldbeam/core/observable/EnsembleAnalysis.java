package org.fieldbeam.core.observable;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.GammaMethod;
import org.fieldbeam.core.statistics.MeanSums;
import org.fieldbeam.core.statistics.ProjectedDeviations;
import org.fieldbeam.core.statistics.TreeSum;

/**
 * Turns the measurements of an ensemble into estimates and checks, in two passes over them.
 *
 * <pre>{@code
 * EnsembleAnalysis analysis = new EnsembleAnalysis(action);
 * // for every shard, anywhere:
 * MeasurementAnalysis.Pass first = analysis.meanPass();
 * // ... first.add(chain, columns, logWeight, deltaH) for every row, then first.sums()
 * // joined by new TreeSum(EnsembleAnalysis.MEAN_JOIN) over shard numbers: meanSums
 * MeasurementAnalysis.Pass second = analysis.gammaPass(meanSums);
 * // ... the same rows again; joined by new TreeSum(EnsembleAnalysis.GAMMA_JOIN): gammaSums
 * EnsembleResult result = analysis.result(meanSums, gammaSums);
 * }</pre>
 *
 * <p>A shard holds whole chains; the rows of a chain come in the order of their steps, and chains
 * may be interleaved. Configurations that are independent by construction may all bear one chain
 * number per shard, which bounds the memory. Memory of a shard's second pass: for each chain at
 * most about 16 (largest lag + 512) bytes for each observable.
 */
public final class EnsembleAnalysis implements MeasurementAnalysis, Serializable {

  private static final long serialVersionUID = 1L;

  /** Largest lag of the autocorrelation function, in stored configurations. */
  public static final int DEFAULT_MAX_LAG = 1000;

  /** Joins the first pass of two groups of shards. */
  public static final TreeSum.Join MEAN_JOIN = MeanSums.JOIN;

  /** Joins the second pass of two groups of shards. */
  public static final TreeSum.Join GAMMA_JOIN = TwoPasses.SECOND_JOIN;

  /**
   * What ensembles are compared by: the density of the field, its constant mode and its longest
   * wave, neighbours and the fourth power, which is all that phi^4 actions are made of.
   */
  private static final List<String> JOINT = List.of("phi2", "M2", "nn", "absM", "phi4", "gPmin");

  private final Lattice lattice;
  private final boolean even;

  /**
   * An analysis of ensembles of an action.
   *
   * @param action the action
   */
  public EnsembleAnalysis(Action action) {
    this(action.lattice(), action.isEven());
  }

  /**
   * An analysis of ensembles on a lattice.
   *
   * @param lattice the lattice
   * @param even whether the action is even, so that &lt;M&gt; = 0
   */
  public EnsembleAnalysis(Lattice lattice, boolean even) {
    this.lattice = lattice;
    this.even = even;
  }

  @Override
  public List<String> columns() {
    return FieldSteps.columns(ObservableKernel.columns(lattice), lattice.volume());
  }

  @Override
  public boolean isOptional(String column) {
    return ObservableKernel.isNewer(column) || FieldSteps.isColumn(column);
  }

  @Override
  public Pass meanPass() {
    return passes().first(Primaries.PHI2, this::expand);
  }

  @Override
  public Pass gammaPass(double[] meanSums) {
    return passes().second(meanSums, observables(MeanSums.means(meanSums)), this::expand);
  }

  private void expand(double[] columns, double deltaH, double acceptance, double[] primaries) {
    int correlators = ObservableKernel.correlatorLength(lattice);
    Primaries.expand(columns, correlators, deltaH, acceptance, primaries);
  }

  private TwoPasses passes() {
    List<String> joint = new ArrayList<>(JOINT);
    if (!even) {
      joint.add("M");
    }
    return new TwoPasses(
        ObservableKernel.columns(lattice).size(),
        Primaries.count(ObservableKernel.correlatorLength(lattice)),
        Observable.standard(lattice),
        joint,
        lattice.volume() > 1 ? List.of(Observable.shape()) : List.of());
  }

  @Override
  public EnsembleResult result(double[] meanSums, double[] gammaSums) {
    double[] means = MeanSums.means(meanSums);
    List<Observable> observables = observables(means);
    ProjectedDeviations projected = new ProjectedDeviations(means, observables);
    GammaMethod method = TwoPasses.gamma(meanSums, gammaSums);
    List<ObservableEstimate> estimates =
        Rounding.of(means, lattice).estimates(observables, projected, method);
    double[] drift = passes().driftScores(gammaSums, estimates);
    EnsembleChecks checks =
        new EnsembleChecks(means, meanSums, method, estimates, drift, DEFAULT_MAX_LAG);
    List<Check> all = new ArrayList<>(checks.all(even));
    MotionChecks motion = passes().motion(meanSums, gammaSums);
    double proposed = means[Primaries.UPDATES + UpdatePrimaries.HAS_ACCEPTANCE];
    if (proposed > 0) {
      all.add(motion.acceptance(means[Primaries.UPDATES + UpdatePrimaries.ACCEPTANCE] / proposed));
    }
    all.add(motion.motion());
    all.add(motion.mixing());
    if (MeanSums.effectiveFraction(meanSums) == 1) {
      all.add(checks.outliers(Primaries.PHI2, lattice.volume() == 1 ? Primaries.PHI4 : -1));
    }
    return new EnsembleResult(
        estimates.stream().filter(e -> e.observable().isShown()).toList(),
        all,
        passes().joint(meanSums, gammaSums, estimates));
  }

  private List<Observable> observables(double[] means) {
    List<Observable> observables = new ArrayList<>(Observable.standard(lattice));
    if (means[Primaries.HAS_IDENTITIES] == 1) {
      observables.addAll(Observable.identities(lattice));
    }
    if (means[Primaries.UPDATES + UpdatePrimaries.HAS_DELTA_H] == 1) {
      observables.addAll(UpdatePrimaries.observables(Primaries.UPDATES));
    }
    return observables;
  }
}
