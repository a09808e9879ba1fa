package org.fieldbeam.core.statistics;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Errors and integrated autocorrelation times by the Gamma-method (U. Wolff, Comput. Phys. Commun.
 * 156 (2004) 143; erratum 176 (2007) 383), several replica included.
 *
 * <p>With deviations from the grand mean over all R chains, Gamma(t) is the sum of products at lag
 * t over the number of pairs (eq. 31, 34), C(W) = Gamma(0) + 2 sum_{t=1..W} Gamma(t) (eq. 35),
 * error^2 = C(W)/N (eq. 44), tau_int = C/(2 Gamma(0)) (eq. 41). The window W is the smallest at
 * which exp(-W/tau) &lt; tau/sqrt(W N), tau = S/ln((2 tau_int + 1)/(2 tau_int - 1)) (eq. 51, 52).
 * The bias from the subtracted mean is taken off by Gamma(t) += C(W)/N (eq. 49). The error of
 * tau_int is tau_int sqrt(4 (W + 1/2 - tau_int)/N) (eq. 42), the relative error of the error
 * sqrt((W + 1/2)/N) (eq. 43).
 *
 * <p>Where no window closes below the largest lag, or where the chains' means spread significantly
 * more than the window's error allows (chains that do not move between regions of configuration
 * space), {@link Estimate#windowClosed()} is false, and the error is the one that needs no
 * autocorrelation function: with independent chains, error^2 = R/(R-1) sum_r (sum of the chain's
 * deviations)^2/N^2. tau_int is then the one that gives this error.
 */
public final class GammaMethod implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The usual S of eq. 51. */
  public static final double DEFAULT_S = 1.5;

  /** Fewest chains whose spread is trusted against a closed window. */
  public static final int FEWEST_CHAINS = 10;

  /** Standard scores, and ratio of errors, beyond which chains disagree. */
  private static final double DISAGREEMENT_SCORE = 5;

  private static final double DISAGREEMENT_RATIO = 1.5;

  /** Deviations this small against the value are rounding. */
  private static final double ROUNDING = 1e-13;

  private final double[] sums;
  private final double s;
  private final double effectiveFraction;

  /**
   * Reads joint sums.
   *
   * @param sums sums of all shards, joined by {@link GammaSums#JOIN}
   * @param s ratio of the exponential to the integrated autocorrelation time assumed by the window
   *     ({@link #DEFAULT_S})
   * @param effectiveFraction {@link MeanSums#effectiveFraction}; 1 without weights
   */
  public GammaMethod(double[] sums, double s, double effectiveFraction) {
    if (!(s > 0)) {
      throw new IllegalArgumentException("S of the automatic window is " + s + ": must be > 0");
    }
    this.sums = sums.clone();
    this.s = s;
    this.effectiveFraction = effectiveFraction;
  }

  /**
   * Number of configurations.
   *
   * @return rows in all chains
   */
  public long rows() {
    return (long) sums[GammaSums.ROWS];
  }

  /**
   * Number of chains.
   *
   * @return chains, that is replica
   */
  public long chains() {
    return (long) sums[GammaSums.CHAINS];
  }

  /**
   * The autocovariance function about the grand mean, without the correction of its bias.
   *
   * @param quantity index of the derived quantity
   * @return Gamma(t) for t = 0 up to the largest lag, or to the longest chain if that is shorter
   */
  public double[] autocovariance(int quantity) {
    int lags = (int) sums[GammaSums.LAGS];
    int quantities = (int) sums[GammaSums.QUANTITIES];
    int pairs = GammaSums.HEADER + quantities * GammaSums.PER_QUANTITY;
    double[] gamma = new double[lags];
    for (int lag = 0; lag < lags; lag++) {
      gamma[lag] = sums[pairs + (quantity + 1) * lags + lag] / sums[pairs + lag];
    }
    return gamma;
  }

  /**
   * The normalised autocorrelation function.
   *
   * @param quantity index of the derived quantity
   * @param lags number of lags wanted
   * @return rho(t) for t below {@code lags}, or fewer if the series are shorter; all 0 but rho(0) =
   *     1 for a quantity that does not fluctuate
   */
  public double[] autocorrelation(int quantity, int lags) {
    double[] rho = autocovariance(quantity);
    double variance = rho[0];
    for (int lag = 0; lag < rho.length; lag++) {
      rho[lag] = variance > 0 ? rho[lag] / variance : lag == 0 ? 1 : 0;
    }
    return rho.length <= lags ? rho : Arrays.copyOf(rho, lags);
  }

  /**
   * The estimate of a derived quantity.
   *
   * @param quantity its index
   * @param value its value at the means of the primaries
   * @return value with error, tau_int and window
   */
  public Estimate estimate(int quantity, double value) {
    long n = rows();
    double[] gamma = autocovariance(quantity);
    if (n < 2) {
      return new Estimate(value, Double.NaN, 0.5, Double.NaN, 0, n, n);
    }
    if (Math.sqrt(gamma[0]) <= ROUNDING * Math.abs(value)) {
      return Estimate.independent(value, 0, n);
    }
    int window = automaticWindow(gamma, n);
    double spread = spreadOfChains(quantity);
    int cut = window == Estimate.NO_WINDOW ? gamma.length - 1 : window;
    double sum = gamma[0];
    for (int lag = 1; lag <= cut; lag++) {
      sum += 2 * gamma[lag];
    }
    // A sum that noise has made negative would give no error at all.
    sum = Math.max(sum, gamma[0] / n);
    double variance = gamma[0] + sum / n;
    double corrected = sum * (1 + (2.0 * cut + 1) / n);
    double error = Math.sqrt(corrected / n);
    if (window == Estimate.NO_WINDOW || chainsDisagree(spread, error)) {
      boolean enough = chains() >= FEWEST_CHAINS;
      return ofChains(value, enough ? spread : Math.max(spread, error), variance);
    }
    double tau = corrected / (2 * variance);
    double tauError = tau * Math.sqrt(4 * Math.max(0, window + 0.5 - tau) / n);
    double nEff = n / (2 * tau) * effectiveFraction;
    return new Estimate(value, error, tau, tauError, window, n, nEff);
  }

  private Estimate ofChains(double value, double error, double variance) {
    long n = rows();
    double tau = error * error * n / (2 * variance);
    double tauError = chains() > 1 ? tau * Math.sqrt(2.0 / (chains() - 1)) : Double.NaN;
    double nEff = n / (2 * tau) * effectiveFraction;
    return new Estimate(value, error, tau, tauError, Estimate.NO_WINDOW, n, nEff);
  }

  private int automaticWindow(double[] gamma, long n) {
    if (gamma.length == 1) {
      // Chains of one configuration each are independent by assumption.
      return 0;
    }
    double tauInt = 0.5;
    for (int window = 1; window < gamma.length; window++) {
      tauInt += gamma[window] / gamma[0];
      double tau = tauInt <= 0.5 ? 1e-10 : s / StrictMath.log((2 * tauInt + 1) / (2 * tauInt - 1));
      if (StrictMath.exp(-window / tau) < tau / Math.sqrt((double) window * n)) {
        return window;
      }
    }
    return Estimate.NO_WINDOW;
  }

  private boolean chainsDisagree(double spread, double error) {
    long chains = chains();
    if (chains < FEWEST_CHAINS || !(spread > DISAGREEMENT_RATIO * error)) {
      return false;
    }
    double ratio = spread / error;
    double chiSquared = (chains - 1) * ratio * ratio;
    return Significance.gaussianOfChiSquared(chiSquared, chains - 1.0) > DISAGREEMENT_SCORE;
  }

  /**
   * The error from the spread of the chains' means alone.
   *
   * @param quantity index of the derived quantity
   * @return the standard error of the grand mean if chains are independent; 0 for a single chain
   */
  public double spreadOfChains(int quantity) {
    double chains = chains();
    if (chains < 2) {
      return 0;
    }
    double square = at(quantity, GammaSums.CHAIN_SQUARE);
    return Math.sqrt(chains / (chains - 1) * square) / rows();
  }

  /**
   * Degrees of freedom of an estimate's error: 2/(relative variance of error^2), from eq. 43 or
   * from the number of chains.
   *
   * @param estimate an estimate made here
   * @return N/(2W + 1), or R - 1 where no window closed
   */
  public double degreesOfFreedom(Estimate estimate) {
    return estimate.windowClosed()
        ? Math.max(1, rows() / (2.0 * estimate.window() + 1))
        : Math.max(1, chains() - 1.0);
  }

  /**
   * Compares the second halves of the chains with their first halves.
   *
   * <p>With 10 chains or more the error is that of the mean over chains of (second half - first
   * half), which a drift common to all chains does not widen. With fewer it is sqrt(2) times the
   * error of the second half from the spread of 8 blocks in each chain: a slow approach to
   * equilibrium in the first half would pass for a long autocorrelation time in the Gamma-method
   * over the whole chain. Where chains are too short for blocks, there is no score.
   *
   * @param quantity index of the derived quantity
   * @param estimate its estimate
   * @return equivalent standard score of second half minus first; NaN if the chains cannot be split
   *     or the quantity does not fluctuate
   */
  public double driftScore(int quantity, Estimate estimate) {
    double split = sums[GammaSums.SPLIT_CHAINS];
    if (split == 0 || !(estimate.error() > 0)) {
      return Double.NaN;
    }
    if (split >= FEWEST_CHAINS) {
      double mean = at(quantity, GammaSums.DRIFT) / split;
      double square = at(quantity, GammaSums.DRIFT_SQUARE) / split - mean * mean;
      double error = Math.sqrt(Math.max(0, square) / (split - 1));
      return Significance.gaussian(mean / error, split - 1);
    }
    double chains = chains();
    if (sums[GammaSums.BLOCK_CHAINS] < chains) {
      return Double.NaN;
    }
    double difference = at(quantity, GammaSums.DRIFT) / split;
    int degrees = GammaSums.BLOCKS - 1;
    double square = at(quantity, GammaSums.BLOCK_SQUARE) / (GammaSums.BLOCKS * degrees);
    // Neighbouring blocks are correlated over about tau_int, so their means spread too little.
    double block = rows() / (2 * GammaSums.BLOCKS * chains);
    double error = Math.sqrt(2 * square * (1 + 4 * estimate.tauInt() / block)) / chains;
    return Significance.gaussian(difference / error, degrees * chains);
  }

  private double at(int quantity, int offset) {
    return sums[GammaSums.HEADER + quantity * GammaSums.PER_QUANTITY + offset];
  }
}
