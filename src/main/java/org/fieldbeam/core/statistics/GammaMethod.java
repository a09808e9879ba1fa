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
 * <p>Where there are several chains, each ends, and pairs beyond its end have no part in the mean:
 * N times the variance of the mean is Gamma(0) + 2 sum_t (pairs(t)/N) Gamma(t). Against the single
 * chain of N rows that eq. 35 is meant for, the error's terms have the factor (pairs(t)/N)/(1 -
 * t/N); it is 1 for a single chain. tau_int and N_eff, which are properties of the process, do not
 * have it. Chains of 64 rows with tau_int = 5 would have errors 5 per cent too large without.
 *
 * <p>Where rho oscillates (leapfrog trajectories of a fixed length, over-relaxation: tau_int below
 * 1/2, or partial sums that rise and fall), no place to cut the sum is right ({@link
 * AutomaticWindow}). There the sum is that of an autoregressive process with the same rho up to W
 * ({@link AutoregressiveFit}), over the pairs of chains of finite length; the relative error of
 * tau_int is then sqrt((4 (max(W, 2 tau_int) + 1/2) - 8 tau_int + 2 sum of rho(t)^2 over all t)/N),
 * since Gamma(0) fluctuates too. N/(2 tau_int) may exceed N.
 *
 * <p>Where no window closes below the largest lag, or where the chains' means spread significantly
 * more than the window's error allows (chains that do not move between regions of configuration
 * space), {@link Estimate#windowClosed()} is false, and the error is the one that needs no
 * autocorrelation function: with independent chains, error^2 = R/(R-1) sum_r (sum of the chain's
 * deviations)^2/N^2. tau_int is then the one that gives this error. With fewer than {@value
 * #FEWEST_CHAINS} chains the error is the largest that any window gives, if that is larger.
 *
 * <p>Within one standard error, a Student-t variate of {@link #degreesOfFreedom} taken for one, lie
 * 68 per cent of estimates where N/tau_int is 100 or more, and about 60 per cent or more down to 25
 * in a single chain. For tau_int below 1/2 100 configurations are enough. A slow mode that carries
 * a tenth of the variance below a fast one is in the error where N is 200 times its autocorrelation
 * time; with 10 times, errors are a third too small, as those of any rule that sees the data alone.
 */
public final class GammaMethod implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The usual S of eq. 51. */
  public static final double DEFAULT_S = 1.5;

  /** Fewest chains whose spread alone is trusted where no window closed. */
  public static final int FEWEST_CHAINS = 10;

  /** Probability of chains that agree, and ratio of errors, beyond which they disagree. */
  private static final double DISAGREEMENT = 5.7e-7;

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
    int pairs = pairs();
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
    if (Double.isNaN(gamma[0])) { // a quantity that noise leaves undefined
      return new Estimate(
          value, Double.NaN, Double.NaN, Double.NaN, Estimate.NO_WINDOW, n, Double.NaN);
    }
    if (Math.sqrt(gamma[0]) <= ROUNDING * Math.abs(value)) {
      return Estimate.independent(value, 0, n);
    }
    double[] share = shares();
    AutomaticWindow window =
        AutomaticWindow.of(autocorrelation(quantity, gamma.length), share, n, s);
    return window.oscillates()
        ? fitted(quantity, value, AutoregressiveFit.of(gamma, share, n))
        : summed(quantity, value, gamma, window.lag(), share);
  }

  private Estimate summed(int quantity, double value, double[] gamma, int window, double[] share) {
    double sum = gamma[0];
    double largest = sum;
    double ended = sum;
    double pairs = 1;
    int cut = window == Estimate.NO_WINDOW ? gamma.length - 1 : window;
    for (int lag = 1; lag <= cut; lag++) {
      sum += 2 * gamma[lag];
      largest = Math.max(largest, sum);
      double left = share[lag] / (1 - lag / (double) rows());
      ended += 2 * left * gamma[lag];
      pairs += 2 * left;
    }
    if (window == Estimate.NO_WINDOW) {
      return ofChains(quantity, value, largest);
    }
    // Sums of positive terms are positive; a term that noise made negative must not end that.
    double square = Math.max(ended, sum / rows()) * (1 + pairs / rows());
    return closed(quantity, value, sum, square, window, Double.NaN);
  }

  private Estimate fitted(int quantity, double value, AutoregressiveFit fit) {
    int window = Math.max(1, fit.order());
    return closed(quantity, value, fit.sum(), corrected(fit.sum(), window), window, fit.squares());
  }

  /** The sum without the bias that the subtracted mean gives it. */
  private double corrected(double sum, int window) {
    return sum * (1 + (2.0 * window + 1) / rows());
  }

  /**
   * {@code square}: N times the squared error; {@code squares}: sum of rho(t)^2, NaN for that of an
   * exponential, 2 tau_int.
   */
  private Estimate closed(
      int quantity, double value, double sum, double square, int window, double squares) {
    long n = rows();
    double error = Math.sqrt(square / n);
    double tau = corrected(sum, window) / (2 * (autocovariance(quantity)[0] + sum / n));
    if (chainsDisagree(spreadOfChains(quantity), error, degreesOfFreedom(window, tau))) {
      return ofChains(quantity, value, sum);
    }
    double rhoSquares = Double.isNaN(squares) ? 2 * tau : squares;
    double relative = 4 * (Math.max(window, 2 * tau) + 0.5) - 8 * tau + 2 * rhoSquares;
    double tauError = tau * Math.sqrt(Math.max(0, relative) / n);
    return new Estimate(value, error, tau, tauError, window, n, nEff(tau));
  }

  /** The estimate from the spread of the chains' means, or from a sum if they are few. */
  private Estimate ofChains(int quantity, double value, double sum) {
    long n = rows();
    double spread = spreadOfChains(quantity);
    double error =
        chains() >= FEWEST_CHAINS ? spread : Math.max(spread, Math.sqrt(corrected(sum, 0) / n));
    double tau = error * error * n / (2 * autocovariance(quantity)[0]);
    double tauError = chains() > 1 ? tau * Math.sqrt(2.0 / (chains() - 1)) : Double.NaN;
    return new Estimate(value, error, tau, tauError, Estimate.NO_WINDOW, n, nEff(tau));
  }

  private double nEff(double tau) {
    return rows() / (2 * tau) * effectiveFraction;
  }

  /** Pairs of configurations at each lag as a fraction of N. */
  private double[] shares() {
    int lags = (int) sums[GammaSums.LAGS];
    int pairs = pairs();
    double[] share = new double[lags];
    for (int lag = 0; lag < lags; lag++) {
      share[lag] = sums[pairs + lag] / rows();
    }
    return share;
  }

  private int pairs() {
    return GammaSums.HEADER + ((int) sums[GammaSums.QUANTITIES]);
  }

  /** An F test of the squared errors, which skewed numbers fail only where they fail clearly. */
  private boolean chainsDisagree(double spread, double error, double degrees) {
    if (chains() < 2 || !(spread > DISAGREEMENT_RATIO * error)) {
      return false;
    }
    double ratio = spread / error;
    return Significance.tailOfF(ratio * ratio, chains() - 1.0, degrees) < DISAGREEMENT;
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
    double square = sums[GammaSums.HEADER + quantity];
    return Math.sqrt(chains / (chains - 1) * square) / rows();
  }

  /**
   * Degrees of freedom of an estimate's error: 2/(relative variance of error^2), from eq. 43 or
   * from the number of chains. An autoregressive process of first order, whatever its tau_int, has
   * N/(4 tau_int + 1).
   *
   * @param estimate an estimate made here
   * @return N/(2 max(W, 2 tau_int) + 1), or R - 1 where no window closed
   */
  public double degreesOfFreedom(Estimate estimate) {
    return Math.max(
        1,
        estimate.windowClosed()
            ? degreesOfFreedom(estimate.window(), estimate.tauInt())
            : chains() - 1.0);
  }

  private double degreesOfFreedom(int window, double tau) {
    return rows() / (2 * Math.max(window, 2 * tau) + 1);
  }
}
