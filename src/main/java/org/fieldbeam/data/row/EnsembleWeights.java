package org.fieldbeam.data.row;

import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;

/**
 * The importance weights of an ensemble's configurations, up to a common factor: {@code
 * exp(log_weight - reference)}.
 *
 * <p>Estimates use them where the dataset says {@link DatasetInfo#WEIGHTED}. Proposals have a
 * column {@code log_weight} too and are not weighted: they are looked at as they were drawn.
 *
 * <p>The reference is the largest log weight among the first rows of the first shard, the same
 * wherever a shard is read, so that sums over shards add up. It keeps weights near 1 whatever
 * constant the log weights contain.
 */
public final class EnsembleWeights {
  /** Rows that the reference is the largest of: an outlier that outweighs them is refused. */
  private static final int REFERENCE_ROWS = 1024;

  /** Beyond this a sum of squared weights leaves the range of doubles. */
  private static final double LARGEST_EXPONENT = 300;

  private final DatasetFolder dataset;
  private final boolean weighted;
  private final double reference;

  private EnsembleWeights(DatasetFolder dataset, boolean weighted, double reference) {
    this.dataset = dataset;
    this.weighted = weighted;
    this.reference = reference;
  }

  /**
   * The weights of an ensemble.
   *
   * @throws UserException if it is weighted and one of its first rows has no log weight
   */
  public static EnsembleWeights of(DatasetFolder dataset) {
    if (!dataset.info().isWeighted() || dataset.shardCount() == 0) {
      return new EnsembleWeights(dataset, false, 0);
    }
    double largest = Double.NEGATIVE_INFINITY;
    EnsembleBatch rows = new EnsembleBatch(dataset.info().rowShape(), REFERENCE_ROWS);
    try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.openScalars(dataset, 0)) {
      int n = reader.read(rows);
      for (int b = 0; b < n; b++) {
        largest = Math.max(largest, requireFinite(dataset, rows, b));
      }
    }
    return new EnsembleWeights(dataset, true, largest);
  }

  /** Whether configurations count differently. */
  public boolean weighted() {
    return weighted;
  }

  /**
   * The weights of a batch.
   *
   * @return one for each configuration; null if all count equally
   * @throws UserException if a configuration has no log weight, or outweighs the first ones by so
   *     much that nothing can be averaged
   */
  public double[] of(EnsembleBatch rows) {
    if (!weighted) {
      return null;
    }
    double[] weights = new double[rows.size()];
    for (int b = 0; b < weights.length; b++) {
      double exponent = requireFinite(dataset, rows, b) - reference;
      if (exponent > LARGEST_EXPONENT) {
        throw UserException.of("one configuration outweighs all others")
            .where(where(dataset, rows, b))
            .given("log_weight " + rows.logWeight()[b])
            .allowed("at most " + LARGEST_EXPONENT + " above those of the first configurations")
            .todo("sample again with better proposals; these do not cover the distribution")
            .build();
      }
      weights[b] = StrictMath.exp(exponent);
    }
    return weights;
  }

  private static double requireFinite(DatasetFolder dataset, EnsembleBatch rows, int b) {
    double logWeight = rows.logWeight()[b];
    if (!Double.isFinite(logWeight)) {
      throw noWeight(where(dataset, rows, b), logWeight);
    }
    return logWeight;
  }

  /**
   * The log weight that a row of measurements counts with: its own in a weighted dataset, 0 in any
   * other.
   *
   * @throws UserException if it has none in a weighted dataset, or one in another
   */
  public static double counted(DatasetFolder measurements, MeasurementBatch rows, int b) {
    double logWeight = rows.logWeight()[b];
    boolean weighted = measurements.info().isWeighted();
    if (weighted && Double.isFinite(logWeight)) {
      return logWeight;
    }
    if (!weighted && Double.isNaN(logWeight)) {
      return 0;
    }
    String where = measurements.path() + ", chain " + rows.chain()[b] + ", step " + rows.step()[b];
    if (weighted) {
      throw noWeight(where, logWeight);
    }
    throw UserException.of("a measurement has a log_weight in a dataset that is not weighted")
        .where(where)
        .given("log_weight " + logWeight)
        .allowed("none, or the property \"" + DatasetInfo.WEIGHTED + "\": true of the dataset")
        .todo("measure the ensemble again")
        .build();
  }

  /**
   * The error of a row of a weighted dataset that has no finite log weight.
   *
   * @param where the dataset, and which row
   */
  public static UserException noWeight(String where, double logWeight) {
    return UserException.of("a configuration of a weighted ensemble has no log_weight")
        .where(where)
        .given(Double.isNaN(logWeight) ? "none" : logWeight)
        .allowed("a finite log_weight in every row")
        .todo("write the ensemble again; it cannot be averaged as it is")
        .build();
  }

  private static String where(DatasetFolder dataset, EnsembleBatch rows, int b) {
    return dataset.path() + ", chain " + rows.chain()[b] + ", step " + rows.step()[b];
  }

  /**
   * Refuses a weighted ensemble where only equally weighted configurations make sense.
   *
   * @param what what cannot use weights, as the subject of a sentence
   * @throws UserException if the dataset is weighted
   */
  public static void requireNone(DatasetFolder dataset, String what) {
    requireNone(dataset, what, dataset.path());
  }

  /**
   * {@link #requireNone(DatasetFolder, String)} of a dataset that a file names.
   *
   * @param where the place in the file, and the dataset
   */
  public static void requireNone(DatasetFolder dataset, String what, String where) {
    if (dataset.info().isWeighted()) {
      throw UserException.of(what + " cannot use importance weights")
          .where(where)
          .given("an ensemble with importance weights")
          .allowed("an ensemble whose configurations count equally")
          .todo(ADVICE)
          .build();
    }
  }

  /** What to do where weights cannot be used. */
  public static final String ADVICE =
      "correct the proposals with method: metropolis and name that ensemble";
}
