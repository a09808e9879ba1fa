package org.fieldbeam.core.observable;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.GammaMethod;
import org.fieldbeam.core.statistics.GammaSums;
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
  public static final TreeSum.Join GAMMA_JOIN = GammaSums.JOIN;

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
    return ObservableKernel.columns(lattice);
  }

  @Override
  public boolean isOptional(String column) {
    return ObservableKernel.isNewer(column);
  }

  @Override
  public Pass meanPass() {
    MeanSums sums = new MeanSums(primaryCount(), Primaries.PHI2);
    double[] primaries = new double[primaryCount()];
    return new Pass() {
      @Override
      public void add(long chain, double[] columns, double logWeight, double deltaH) {
        Primaries.expand(columns, deltaH, primaries);
        sums.add(chain, logWeight, primaries);
      }

      @Override
      public double[] sums() {
        return sums.sums();
      }
    };
  }

  @Override
  public Pass gammaPass(double[] meanSums) {
    double[] means = MeanSums.means(meanSums);
    ProjectedDeviations projected = new ProjectedDeviations(means, observables(means));
    GammaSums sums =
        new GammaSums(projected.size(), DEFAULT_MAX_LAG, MeanSums.longestChain(meanSums));
    double[] primaries = new double[primaryCount()];
    double[] deviations = new double[projected.size()];
    return new Pass() {
      @Override
      public void add(long chain, double[] columns, double logWeight, double deltaH) {
        Primaries.expand(columns, deltaH, primaries);
        projected.project(primaries, MeanSums.relativeWeight(meanSums, logWeight), deviations);
        sums.add(chain, deviations);
      }

      @Override
      public double[] sums() {
        return sums.sums();
      }
    };
  }

  @Override
  public EnsembleResult result(double[] meanSums, double[] gammaSums) {
    double[] means = MeanSums.means(meanSums);
    List<Observable> observables = observables(means);
    ProjectedDeviations projected = new ProjectedDeviations(means, observables);
    GammaMethod method =
        new GammaMethod(gammaSums, GammaMethod.DEFAULT_S, MeanSums.effectiveFraction(meanSums));
    List<ObservableEstimate> estimates = new ArrayList<>();
    for (int q = 0; q < observables.size(); q++) {
      Estimate estimate = method.estimate(q, projected.value(q));
      int shown = estimate.windowClosed() ? 3 * estimate.window() + 10 : DEFAULT_MAX_LAG + 1;
      estimates.add(
          new ObservableEstimate(observables.get(q), estimate, method.autocorrelation(q, shown)));
    }
    estimates = ZeroErrors.judged(estimates, means);
    EnsembleChecks checks = new EnsembleChecks(means, meanSums, method, estimates, DEFAULT_MAX_LAG);
    List<Check> all = new ArrayList<>(checks.all(even));
    if (MeanSums.effectiveFraction(meanSums) == 1) {
      all.add(checks.outliers(lattice.volume() == 1));
    }
    return new EnsembleResult(
        estimates.stream().filter(e -> e.observable().isShown()).toList(), all);
  }

  private List<Observable> observables(double[] means) {
    List<Observable> observables = new ArrayList<>(Observable.standard(lattice));
    if (means[Primaries.HAS_IDENTITIES] == 1) {
      observables.addAll(Observable.identities(lattice));
    }
    if (means[Primaries.HAS_DELTA_H] == 1) {
      observables.add(Observable.expMinusDeltaH());
      observables.add(Observable.deltaHBalance());
    }
    return observables;
  }

  private int primaryCount() {
    return Primaries.count(ObservableKernel.correlatorLength(lattice));
  }
}
