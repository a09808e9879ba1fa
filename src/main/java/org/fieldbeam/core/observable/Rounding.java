package org.fieldbeam.core.observable;

import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.core.statistics.DerivedQuantity;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.GammaMethod;
import org.fieldbeam.core.statistics.ProjectedDeviations;

/**
 * Tells signals from rounding errors.
 *
 * <p>A sum of n terms has a rounding error of at most n u times the sum of their magnitudes, u =
 * 2^-53 (N. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., eq. 4.4). With the
 * magnitudes of a configuration's primary quantities that bounds what these may fluctuate by and,
 * with its gradient, what the value of an observable may be off by: V (&lt;M^2&gt; - &lt;|M|&gt;^2)
 * of fields about 1 is not known better than some 1e-15 V.
 *
 * <ul>
 *   <li>Where no primary quantity of an observable fluctuates by more, it does not fluctuate. A
 *       mean below the bound is 0; so is a difference, if its terms are constant to the last bit.
 *   <li>A difference below the bound otherwise, a ratio below it, and a value whose statistical
 *       error is below it are undefined: the digits that they need are lost.
 * </ul>
 */
final class Rounding {
  private static final double UNIT = Math.ulp(1.0) / 2;

  /** Roundings of a configuration's sums over a row of the lattice, of powers, and of the means. */
  private static final double FEW = 32;

  /** Of a mean of equal numbers, and of its distance from them. */
  private static final double LAST_BIT = 2 * UNIT;

  private final double[] means;
  private final double[] magnitudes;
  private final int[] like;
  private final double units;
  private final boolean[] fluctuates;
  private final boolean[] constant;

  /**
   * The rounding errors of quantities.
   *
   * @param means their means
   * @param magnitudes how large the terms are that each is a sum of
   * @param like which quantity shows whether each fluctuates, mostly itself
   * @param terms how many numbers are added one after the other
   */
  Rounding(double[] means, double[] magnitudes, int[] like, int terms) {
    this.means = means;
    this.magnitudes = magnitudes;
    this.like = like;
    this.units = FEW + terms;
    fluctuates = new boolean[means.length];
    constant = new boolean[means.length];
  }

  /** Of averages of numbers of a magnitude, which come from some operations each. */
  static double ofAverage(double size, int terms) {
    return (FEW + terms) * UNIT * size;
  }

  /**
   * Estimates of all observables, without what is rounding in them and without errors of 0 that are
   * not exact.
   */
  List<ObservableEstimate> estimates(
      List<BoundObservable> observables, ProjectedDeviations projected, GammaMethod method) {
    List<ObservableEstimate> estimates = new ArrayList<>();
    for (int q = 0; q < observables.size(); q++) {
      learn(observables.get(q), Math.sqrt(method.autocovariance(q)[0]));
    }
    for (int q = 0; q < observables.size(); q++) {
      Estimate estimate = judged(observables.get(q), method.estimate(q, projected.value(q)));
      int shown =
          estimate.windowClosed()
              ? 3 * estimate.window() + 10
              : EnsembleAnalysis.DEFAULT_MAX_LAG + 1;
      estimates.add(
          new ObservableEstimate(
              observables.get(q).observable(), estimate, method.autocorrelation(q, shown)));
    }
    return ZeroErrors.judged(observables, estimates, means);
  }

  /** What the value of a quantity may be off by. */
  private double of(DerivedQuantity quantity) {
    double[] gradient = gradient(quantity);
    double sum = 0;
    for (int i = 0; i < gradient.length; i++) {
      sum += gradient[i] == 0 ? 0 : Math.abs(gradient[i]) * magnitudes[i];
    }
    return units * UNIT * sum;
  }

  private double[] gradient(DerivedQuantity quantity) {
    double[] gradient = new double[means.length];
    quantity.gradient(means, gradient);
    return gradient;
  }

  /**
   * Learns from a mean whether its primary quantity fluctuates.
   *
   * @param deviation root of the variance of the observable's deviations
   */
  private void learn(BoundObservable observable, double deviation) {
    int primary = observable.mean();
    if (primary >= 0) {
      fluctuates[primary] = deviation > of(observable);
      constant[primary] = deviation <= LAST_BIT * Math.abs(means[primary]);
    }
  }

  /** An estimate without what is rounding in it; {@link #learn} has seen all means. */
  private Estimate judged(BoundObservable observable, Estimate estimate) {
    double value = estimate.value();
    if (!Double.isFinite(value)) {
      return undefined(estimate);
    }
    double bound = of(observable);
    boolean moves = false;
    boolean exact = true;
    double[] gradient = gradient(observable);
    for (int i = 0; i < gradient.length; i++) {
      moves |= gradient[i] != 0 && fluctuates[like[i]];
      exact &= gradient[i] == 0 || constant[like[i]];
    }
    boolean lost = Math.abs(value) <= bound;
    if (!moves && estimate.n() > 1) {
      boolean zero =
          lost && (observable.mean() >= 0 || (exact && !observable.observable().isRatio()));
      return lost && !zero
          ? undefined(estimate)
          : Estimate.independent(zero ? 0 : value, 0, estimate.n());
    }
    boolean shaky = estimate.error() > 0 && estimate.error() < bound;
    boolean difference = observable.mean() < 0;
    return difference && (shaky || (lost && estimate.error() < bound))
        ? undefined(estimate)
        : estimate;
  }

  private static Estimate undefined(Estimate estimate) {
    return new Estimate(
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Estimate.NO_WINDOW,
        estimate.n(),
        Double.NaN);
  }
}
