package org.fieldbeam.core.observable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.lattice.Lattice;
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
  private final double units;
  private final boolean powers;
  private final boolean[] fluctuates;
  private final boolean[] constant;

  private Rounding(double[] means, double[] magnitudes, double units, boolean powers) {
    this.means = means;
    this.magnitudes = magnitudes;
    this.units = units;
    this.powers = powers;
    fluctuates = new boolean[means.length];
    constant = new boolean[means.length];
  }

  /** Of averages of numbers of a magnitude, which come from some operations each. */
  static double ofAverage(double size, int terms) {
    return (FEW + terms) * UNIT * size;
  }

  /** The rounding errors of real fields with these means of the primary quantities. */
  static Rounding of(double[] means, Lattice lattice) {
    int[] shape = lattice.shape();
    double volume = lattice.volume();
    // rows of the lattice are added one after the other
    double terms = FEW + volume / shape[shape.length - 1];
    double square = means[Primaries.PHI2];
    double fourth = means[Primaries.PHI4];
    double field = Math.sqrt(square);
    double local = square + fourth;
    double[] sizes = new double[means.length];
    sizes[Primaries.ABS_M] = field;
    sizes[1] = field;
    for (int k = 2; k <= Primaries.HIGHEST_POWER; k++) {
      int even = k + k % 2; // E|M|^(k-1) is at most this power of an even moment
      sizes[k] = k * Math.pow(means[even], (k - 1.0) / even) * field;
    }
    sizes[Primaries.PHI2] = square;
    sizes[Primaries.PHI4] = fourth;
    sizes[Primaries.NN] = shape.length * square;
    sizes[Primaries.ACTION_DENSITY] = Math.abs(means[Primaries.ACTION_DENSITY]) + local;
    sizes[Primaries.SCHWINGER_DYSON] = Math.abs(means[Primaries.SCHWINGER_DYSON]) + local;
    sizes[Primaries.CUBE] = local + (square > 0 ? fourth * fourth / square : 0);
    sizes[Primaries.NEIGHBOURS] = 2 * shape.length * local;
    sizes[Primaries.ZERO_MODE] = volume * local;
    sizes[Primaries.P_MIN] = volume * local;
    // of a modulus squared, whose amplitude has the magnitude sqrt(V phi2)
    double modes = volume * square;
    sizes[Primaries.G_PMIN] = 2 * Math.sqrt(means[Primaries.G_PMIN] * modes) + terms * UNIT * modes;
    UpdatePrimaries.magnitudes(means, Primaries.UPDATES, sizes);
    int longest = Arrays.stream(shape).max().orElseThrow();
    Arrays.fill(sizes, Primaries.CORRELATOR, means.length, volume / longest * square);
    return new Rounding(means, sizes, terms, true);
  }

  /**
   * Those of quantities of given magnitudes.
   *
   * @param magnitudes how large the terms are that each is a sum of
   * @param terms how many there are
   */
  static Rounding of(double[] means, double[] magnitudes, int terms) {
    return new Rounding(means, magnitudes, FEW + terms, false);
  }

  /**
   * Estimates of all observables, without what is rounding in them and without errors of 0 that are
   * not exact.
   */
  List<ObservableEstimate> estimates(
      List<Observable> observables, ProjectedDeviations projected, GammaMethod method) {
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
          new ObservableEstimate(observables.get(q), estimate, method.autocorrelation(q, shown)));
    }
    return ZeroErrors.judged(estimates, means);
  }

  /** Those of complex fields. */
  static Rounding ofComplex(double[] means, ComplexAction action) {
    double[] sizes = new double[means.length];
    double radius = means[ComplexKernel.RADIUS];
    double force = radius * means[ComplexKernel.DRIFT];
    for (int part = 0; part < 2; part++) {
      sizes[ComplexKernel.M + part] = radius;
      sizes[ComplexKernel.PHI2 + part] = radius * radius;
      sizes[ComplexKernel.PHI4 + part] = Math.pow(radius, 4);
      sizes[ComplexKernel.ACTION_DENSITY + part] = force;
      sizes[ComplexKernel.SCHWINGER_DYSON + part] = force;
    }
    int columns = ComplexKernel.columns(action).size();
    for (int column = ComplexKernel.equations(action); column < columns; column++) {
      sizes[column] = force * (1 + radius * radius) + radius * radius;
    }
    return new Rounding(means, sizes, FEW + action.lattice().volume(), false);
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
  void learn(Observable observable, double deviation) {
    int primary = observable.primary();
    if (primary >= 0) {
      fluctuates[primary] = deviation > of(observable);
      constant[primary] = deviation <= LAST_BIT * Math.abs(means[primary]);
    }
  }

  /** Powers of M are no means of their own beyond the fourth, nor is the third. */
  private int known(int primary) {
    boolean power = primary == 3 || (primary > 4 && primary <= Primaries.HIGHEST_POWER);
    return !powers || !power ? primary : primary % 2 == 1 ? 1 : Primaries.ABS_M;
  }

  /** An estimate without what is rounding in it; {@link #learn} has seen all means. */
  Estimate judged(Observable observable, Estimate estimate) {
    double value = estimate.value();
    if (!Double.isFinite(value)) {
      return undefined(estimate);
    }
    double bound = of(observable);
    boolean moves = false;
    boolean exact = true;
    double[] gradient = gradient(observable);
    for (int i = 0; i < gradient.length; i++) {
      moves |= gradient[i] != 0 && fluctuates[known(i)];
      exact &= gradient[i] == 0 || constant[known(i)];
    }
    boolean lost = Math.abs(value) <= bound;
    if (!moves && estimate.n() > 1) {
      boolean zero = lost && (observable.primary() >= 0 || (exact && !observable.isRatio()));
      return lost && !zero
          ? undefined(estimate)
          : Estimate.independent(zero ? 0 : value, 0, estimate.n());
    }
    boolean shaky = estimate.error() > 0 && estimate.error() < bound;
    boolean difference = observable.primary() < 0;
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
