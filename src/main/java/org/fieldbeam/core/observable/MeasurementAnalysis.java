package org.fieldbeam.core.observable;

import java.util.List;

/**
 * Turns the measurements of a dataset into estimates and checks, in two passes over them; the sums
 * of the passes are joined over shards by {@link EnsembleAnalysis#MEAN_JOIN} and {@link
 * EnsembleAnalysis#GAMMA_JOIN}.
 */
public interface MeasurementAnalysis {

  /** One pass over the measurements of a shard. */
  public interface Pass {
    /**
     * Adds a configuration's measurements.
     *
     * @param chain its chain
     * @param step its step in the chain, which counts updates; -1 where it is not known
     * @param columns its numbers, in the order of {@link MeasurementAnalysis#columns}; NaN for an
     *     optional one that was not recorded
     * @param logWeight its log weight; 0 in an unweighted ensemble
     * @param deltaH energy violation of the update that led to it, positive infinity where the
     *     energy overflowed, NaN where there is none
     * @param acceptance fraction of the proposals accepted since the configuration before, NaN
     *     where there were none
     * @throws IllegalArgumentException if one of its numbers is not finite
     */
    void add(
        long chain,
        long step,
        double[] columns,
        double logWeight,
        double deltaH,
        double acceptance);

    /** Adds the measurements of a configuration of which neither step nor acceptance is known. */
    default void add(long chain, double[] columns, double logWeight, double deltaH) {
      add(chain, -1, columns, logWeight, deltaH, Double.NaN);
    }

    /**
     * The shard's sums; nothing may be added afterwards.
     *
     * @return plain sums, to be joined over shards
     */
    double[] sums();
  }

  /**
   * Names of the numbers of a configuration that it needs.
   *
   * @return the names, in the order in which {@link Pass#add} takes them
   */
  List<String> columns();

  /**
   * Whether data may lack a column: what needs it is left out then.
   *
   * @param column one of {@link #columns}
   * @return false unless data of earlier versions have no such column
   */
  default boolean isOptional(String column) {
    return false;
  }

  /**
   * Starts the first pass over a shard.
   *
   * @return an empty pass
   */
  Pass meanPass();

  /**
   * Starts the second pass over a shard.
   *
   * @param meanSums joint sums of the first pass over all shards
   * @return an empty pass
   */
  Pass gammaPass(double[] meanSums);

  /**
   * Estimates and checks of the dataset.
   *
   * @param meanSums joint sums of the first pass
   * @param gammaSums joint sums of the second pass
   * @return estimates of all observables, and the outcomes of the checks
   */
  EnsembleResult result(double[] meanSums, double[] gammaSums);
}
