package org.fieldbeam.core.statistics;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Estimates of several quantities of one ensemble with the covariance of their fluctuations.
 *
 * @param names names of the quantities
 * @param values their estimates
 * @param covariance covariance matrix of the estimates, autocorrelation included
 * @param degreesOfFreedom those of the covariance
 */
public record JointEstimate(
    List<String> names, double[] values, double[][] covariance, double degreesOfFreedom)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /**
   * Blocks are at least this many integrated autocorrelation times long. What neighbouring blocks
   * have in common is then some per cent of the variance.
   */
  private static final double TAUS = 20;

  /** Degrees of freedom beyond which longer blocks are better than more of them. */
  private static final double ENOUGH = 100;

  /** Copies the names. */
  public JointEstimate {
    names = List.copyOf(names);
    if (values.length != names.size() || covariance.length != names.size()) {
      throw new IllegalArgumentException(
          names.size()
              + " names, "
              + values.length
              + " values and a covariance of "
              + covariance.length
              + " rows do not belong together");
    }
  }

  /**
   * Joins estimates with the covariances of their blocks. Variances are not put in from the
   * estimates: linear functions of each other would be so no longer.
   *
   * @param names names of the quantities
   * @param estimates their estimates; what does not fluctuate, or has no error, is left out
   * @param blockSums joint sums of {@link BlockSums} of these quantities
   * @param longestChain length of the longest chain
   */
  public static JointEstimate of(
      List<String> names, List<Estimate> estimates, double[] blockSums, long longestChain) {
    double tau = 0.5;
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < estimates.size(); i++) {
      if (estimates.get(i).error() > 0) {
        kept.add(i);
        tau = Math.max(tau, estimates.get(i).tauInt());
      }
    }
    double rows = estimates.isEmpty() ? 0 : estimates.get(0).n();
    BlockSums.Covariance blocks =
        BlockSums.covariance(blockSums, names.size(), rows, longestChain, TAUS * tau, ENOUGH);
    double[] values = new double[kept.size()];
    double[][] covariance = new double[kept.size()][kept.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = estimates.get(kept.get(i)).value();
      for (int j = 0; j < values.length; j++) {
        covariance[i][j] = blocks.matrix()[kept.get(i)][kept.get(j)];
      }
    }
    return new JointEstimate(
        kept.stream().map(names::get).toList(), values, covariance, blocks.degreesOfFreedom());
  }
}
