package org.fieldbeam.core.observable;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.exact.Complex;
import org.fieldbeam.core.exact.ExactMoments;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.DerivedQuantity;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.GammaMethod;
import org.fieldbeam.core.statistics.MeanSums;
import org.fieldbeam.core.statistics.ProjectedDeviations;

/**
 * Turns the measurements of a complex ensemble into estimates, real and imaginary part each with
 * its error, and into checks of whether complex Langevin converged to the wanted integral. See
 * {@link ComplexChecks} for the checks, {@link EnsembleAnalysis} for how the passes are run.
 */
public final class ComplexAnalysis implements MeasurementAnalysis, Serializable {
  private static final long serialVersionUID = 1L;

  /** Shares of the configurations beyond the cut-offs at which tails are judged. */
  static final double[] SHARES = {0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001};

  private static final String[][] NAMES = {
    {"M", "<M>, M = (1/V) sum_x phi_x", "⟨M⟩"},
    {"phi2", "<phi^2>", "⟨φ²⟩"},
    {"phi4", "<phi^4>", "⟨φ⁴⟩"},
    {"actionDensity", "<S>/V", "⟨S⟩/V"},
    {"schwingerDyson", "<sum phi dS/dphi>/n", "⟨φ·∂S⟩/n"}
  };

  /** Those in the short tables that a run prints. */
  private static final List<String> LISTED = List.of("phi2", "phi4", "density");

  /** What ensembles are compared by. */
  private static final List<String> JOINT = List.of("phi2Re", "phi2Im", "densityRe", "densityIm");

  private final ComplexAction action;
  private final double phase;
  private final int columns;
  private final TailBins drift;
  private final TailBins radius;

  /**
   * An analysis of complex ensembles.
   *
   * @param action the action
   * @param phase theta of the kernel e^{2 i theta} that they were made with
   */
  public ComplexAnalysis(ComplexAction action, double phase) {
    this.action = action;
    this.phase = phase;
    columns = ComplexKernel.columns(action).size();
    drift = new TailBins(columns, -8, 4);
    radius = new TailBins(columns + 2 * TailBins.BINS, -6, 8);
  }

  @Override
  public List<String> columns() {
    return FieldSteps.columns(ComplexKernel.columns(action), action.values());
  }

  @Override
  public boolean isOptional(String column) {
    return FieldSteps.isColumn(column) || ComplexKernel.isNewer(column);
  }

  @Override
  public Pass meanPass() {
    return passes().first(0, (values, deltaH, acceptance, primaries) -> expand(values, primaries));
  }

  @Override
  public Pass gammaPass(double[] meanSums) {
    return passes()
        .second(
            meanSums,
            quantities(MeanSums.means(meanSums)),
            (values, deltaH, acceptance, primaries) -> expand(values, primaries));
  }

  /** The primary that is 1 for configurations with the further Schwinger-Dyson sums. */
  private int hasEquations() {
    return columns + 5 * TailBins.BINS;
  }

  private TwoPasses passes() {
    return new TwoPasses(columns, hasEquations() + 1, observables(action), JOINT, List.of());
  }

  @Override
  public EnsembleResult result(double[] meanSums, double[] gammaSums) {
    double[] means = MeanSums.means(meanSums);
    List<DerivedQuantity> quantities = quantities(means);
    ProjectedDeviations projected = new ProjectedDeviations(means, quantities);
    GammaMethod method = TwoPasses.gamma(meanSums, gammaSums);
    List<ObservableEstimate> estimates = new ArrayList<>();
    List<Estimate> tails = new ArrayList<>();
    Rounding rounding = Rounding.ofComplex(means, action);
    for (int q = 0; q < quantities.size(); q++) {
      Estimate estimate = method.estimate(q, projected.value(q));
      if (quantities.get(q) instanceof Observable observable) {
        rounding.learn(observable, Math.sqrt(method.autocovariance(q)[0]));
        estimate = rounding.judged(observable, estimate);
        int shown =
            estimate.windowClosed()
                ? 3 * estimate.window() + 10
                : EnsembleAnalysis.DEFAULT_MAX_LAG + 1;
        estimates.add(
            new ObservableEstimate(observable, estimate, method.autocorrelation(q, shown)));
      } else {
        tails.add(estimate);
      }
    }
    estimates = ZeroErrors.judged(estimates, means);
    List<Check> checks =
        new ArrayList<>(
            new EnsembleChecks(
                    means,
                    meanSums,
                    method,
                    estimates,
                    passes().driftScores(gammaSums, estimates),
                    EnsembleAnalysis.DEFAULT_MAX_LAG)
                .all(false));
    MotionChecks motion = passes().motion(meanSums, gammaSums);
    checks.add(motion.motion());
    checks.add(motion.mixing());
    double runaways = means[ComplexKernel.RUNAWAYS] * MeanSums.rows(meanSums);
    checks.addAll(new ComplexChecks(means, tails, drift, radius).all(action, phase, runaways));
    estimates.removeIf(estimate -> !estimate.observable().isShown());
    return new EnsembleResult(estimates, checks, passes().joint(meanSums, gammaSums, estimates));
  }

  /**
   * The table of observables of a complex action, in the order in which reports print them. Of one
   * site without neighbours the moments are known.
   */
  public static List<Observable> observables(ComplexAction action) {
    Optional<ExactMoments> exact = action.sitePolynomial().map(ExactMoments::of);
    List<Observable> table = new ArrayList<>();
    for (int i = 0; i < NAMES.length; i++) {
      double[] known = {Double.NaN, Double.NaN};
      if (2 * i == ComplexKernel.SCHWINGER_DYSON) {
        known = new double[] {1, 0};
      } else if (2 * i == ComplexKernel.M && action.isEven()) {
        known = new double[] {0, 0};
      } else if (exact.isPresent() && 2 * i < ComplexKernel.ACTION_DENSITY) {
        Complex moment = exact.get().moment(2 * i);
        known = new double[] {moment.re(), moment.im()};
      }
      addBoth(table, NAMES[i], known, 2 * i);
    }
    if (ComplexKernel.columns(action).contains("densityRe")) {
      addBoth(
          table,
          new String[] {"density", "<n>, n = -(1/V) dS/dmu", "⟨n⟩"},
          new double[] {Double.NaN, Double.NaN},
          ComplexKernel.DENSITY);
    }
    return table;
  }

  private static void addBoth(List<Observable> table, String[] name, double[] exact, int index) {
    String[] parts = {"Re", "Im"};
    for (int part = 0; part < 2; part++) {
      Observable observable =
          Observable.mean(
              name[0] + parts[part],
              parts[part] + " " + name[1],
              parts[part] + " " + name[2],
              exact[part],
              index > 0,
              index + part);
      table.add(LISTED.contains(name[0]) ? observable : observable.unlisted());
    }
  }

  /** Observables, then for each share the tails of drift and radius and the boundary terms. */
  private List<DerivedQuantity> quantities(double[] means) {
    List<DerivedQuantity> quantities = new ArrayList<>(observables(action));
    if (means[hasEquations()] == 1) {
      for (int i = ComplexKernel.equations(action); i < columns; i++) {
        quantities.add(Observable.equation(columns().get(i), i));
      }
    }
    for (double share : SHARES) {
      quantities.add(drift.beyond(drift.quantile(means, share)));
      int cut = radius.quantile(means, share);
      quantities.add(radius.beyond(cut));
      int generator = radius.first() + TailBins.BINS;
      quantities.add(new TailBins.Sum(generator, generator + cut));
      quantities.add(new TailBins.Sum(generator + TailBins.BINS, generator + TailBins.BINS + cut));
    }
    return quantities;
  }

  /**
   * The primaries of a configuration: its columns; a histogram of the drift, of its logarithm
   * within each bin; a histogram of the radius, and in its bins the real and the imaginary part of
   * L phi^2 = 2 - 2 phi dS/dphi.
   */
  private void expand(double[] values, double[] primaries) {
    Arrays.fill(primaries, 0);
    System.arraycopy(values, 0, primaries, 0, columns);
    primaries[hasEquations()] = 1;
    int equations = ComplexKernel.equations(action);
    if (equations < columns && Double.isNaN(primaries[equations])) {
      Arrays.fill(primaries, equations, columns, 0);
      primaries[hasEquations()] = 0;
    }
    int bin = drift.bin(values[ComplexKernel.DRIFT]);
    primaries[drift.first() + bin] = 1;
    primaries[drift.first() + TailBins.BINS + bin] =
        values[ComplexKernel.DRIFT] > 0 ? StrictMath.log(values[ComplexKernel.DRIFT]) : 0;
    int ring = radius.first() + radius.bin(values[ComplexKernel.RADIUS]);
    primaries[ring] = 1;
    primaries[ring + TailBins.BINS] = 2 - 2 * values[ComplexKernel.SCHWINGER_DYSON];
    primaries[ring + 2 * TailBins.BINS] = -2 * values[ComplexKernel.SCHWINGER_DYSON + 1];
  }
}
