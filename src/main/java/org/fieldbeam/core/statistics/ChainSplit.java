package org.fieldbeam.core.statistics;

import java.util.Arrays;
import java.util.Optional;

/**
 * Asks of configurations in the order of their chains, one chain after the other, whether the
 * division into chains can be right.
 *
 * <p>The correlations of a Markov chain fall with the distance. Where rows of several chains come
 * by turns, K of them, rows K apart are correlated and those between are not; where a chain was cut
 * in two, the rows at both sides of the cut are.
 */
public final class ChainSplit {
  /** Standard errors from which on a correlation is taken for real. */
  public static final double SCORE = 5;

  /** Correlations weaker than this do not change errors enough to speak of. */
  private static final double SMALLEST = 0.1;

  /** Of a correlation of 1, up to rounding. */
  private static final double TINY = 1e-9;

  private static final int LARGEST_LAG = 4096;

  /** Fields apart from each other that it takes to know how far the overlap of two scatters. */
  private static final int FEWEST_APART = 8;

  private ChainSplit() {}

  /**
   * A correlation that grows with the distance.
   *
   * @param lag the distance: the number of chains whose rows come by turns
   * @param series which series has it
   * @param rho the correlation at this distance
   * @param before the largest at smaller distances, by its amount
   * @param score their difference in standard errors
   */
  public record Interleaving(int lag, int series, double rho, double before, double score) {}

  /**
   * The smallest lag K at which the autocorrelation of a series is larger than the amounts at all
   * smaller lags, if there is one: by a tenth, and its distance from 1 on a logarithmic scale by
   * {@value #SCORE} errors,
   *
   * <pre>  ln (1 - r) - ln (1 - rho(K)) &gt; 5 sqrt( (1 + 2 sum rho^2) / (N (1 - r)^2) + 2/N ),
   *        r = max_(t &lt; K) |rho(t)|.</pre>
   *
   * <p>The autocorrelation is that of the ranks of the values, so that single large ones do not
   * make it; the variance of rho where it vanishes is (1 + 2 sum rho^2)/N (M. S. Bartlett, J. R.
   * Stat. Soc. Suppl. 8 (1946) 27). A chain of a reversible algorithm has sums of powers of
   * eigenvalues as its autocorrelations, which fall, but for rho(1) where positive and negative
   * ones cancel. In 18000 series of fourteen such processes, white noise among them, of 32 to 2048
   * rows, the largest distance was 3.7 errors.
   *
   * @param series series of equal length
   */
  public static Optional<Interleaving> interleaving(double[]... series) {
    int rows = series[0].length;
    int lags = Math.min(LARGEST_LAG, rows / 4);
    if (lags < 2) {
      return Optional.empty();
    }
    double[][] ranks = new double[series.length][];
    for (int q = 0; q < series.length; q++) {
      ranks[q] = ranks(series[q]);
    }
    LaggedProducts products = new LaggedProducts(series.length, lags, rows);
    LaggedProducts.Series all = products.newSeries();
    double[] row = new double[series.length];
    for (int t = 0; t < rows; t++) {
      for (int q = 0; q < series.length; q++) {
        row[q] = ranks[q][t];
      }
      products.add(all, row);
    }
    products.end(all);
    double[][] sums = products.sums();
    Interleaving first = null;
    for (int q = 0; q < series.length; q++) {
      Interleaving found = interleaving(sums[q], rows, q);
      if (found != null && (first == null || found.lag < first.lag)) {
        first = found;
      }
    }
    return Optional.ofNullable(first);
  }

  private static Interleaving interleaving(double[] sums, int rows, int q) {
    double[] rho = new double[sums.length];
    double squares = 0;
    for (int lag = 1; lag < rho.length; lag++) {
      rho[lag] = sums[0] > 0 ? sums[lag] / sums[0] * rows / (rows - lag) : 0;
      squares += rho[lag] * rho[lag];
    }
    double variance = (1 + 2 * squares) / rows;
    double before = Math.abs(rho[1]);
    for (int lag = 2; lag < rho.length; lag++) {
      double less = Math.max(1 - before, TINY);
      double distance = Math.log(less) - Math.log(Math.max(1 - rho[lag], TINY));
      double score = distance / Math.sqrt(variance / (less * less) + 2.0 / rows);
      if (score > SCORE && rho[lag] > before + SMALLEST) {
        return new Interleaving(lag, q, rho[lag], before, score);
      }
      before = Math.max(before, Math.abs(rho[lag]));
    }
    return null;
  }

  /** Ranks less their mean; equal values share theirs. */
  private static double[] ranks(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] ranks = new double[values.length];
    for (int t = 0; t < values.length; t++) {
      int low = bound(sorted, values[t], false);
      int high = bound(sorted, values[t], true);
      ranks[t] = 0.5 * (low + high - values.length);
    }
    return ranks;
  }

  /** How many of the sorted values are less than a value, or not greater. */
  private static int bound(double[] sorted, double value, boolean orEqual) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int compared = Double.compare(sorted[middle], value);
      if (compared < 0 || (orEqual && compared == 0)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * How far the fields at both sides of the cuts between chains overlap more than fields apart do,
   * in standard errors; 0 where that cannot be told. The overlap of two fields is their scalar
   * product over the product of their norms.
   *
   * @param ends the last fields of chains
   * @param starts the first fields of the chains after them
   * @param apart fields spread over all rows
   */
  public static double overlapAtCuts(double[][] ends, double[][] starts, double[][] apart) {
    if (ends.length == 0 || apart.length < FEWEST_APART) {
      return 0;
    }
    double sum = 0;
    double squares = 0;
    int pairs = 0;
    for (int i = 0; i < apart.length; i++) {
      for (int j = 0; j < i; j++) {
        double overlap = overlap(apart[i], apart[j]);
        sum += overlap;
        squares += overlap * overlap;
        pairs++;
      }
    }
    double mean = sum / pairs;
    double variance = Math.max(0, squares / pairs - mean * mean);
    double atCuts = 0;
    for (int cut = 0; cut < ends.length; cut++) {
      atCuts += overlap(ends[cut], starts[cut]) / ends.length;
    }
    double error = Math.sqrt(variance / ends.length);
    return error > 1e-9 ? (atCuts - mean) / error : 0;
  }

  private static double overlap(double[] a, double[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int x = 0; x < a.length; x++) {
      ab += a[x] * b[x];
      aa += a[x] * a[x];
      bb += b[x] * b[x];
    }
    double norms = Math.sqrt(aa) * Math.sqrt(bb);
    return norms > 0 ? ab / norms : 0;
  }
}
