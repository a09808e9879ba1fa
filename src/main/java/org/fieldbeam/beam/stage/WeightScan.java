package org.fieldbeam.beam.stage;

import java.util.function.DoubleConsumer;
import org.fieldbeam.core.diffusion.ImportanceWeights;
import org.fieldbeam.core.statistics.Check;

/**
 * Reads the log weights of a dataset as a stream. Up to {@value #KEPT} are kept and looked at as
 * they are; of more, every n-th fixes median, spread and the estimates, while outliers and the
 * largest are those of all: what a commit holds does not grow with the number of proposals.
 */
final class WeightScan {
  /** Their effective sample size has an error below 0.1 %; the jackknife holds 50 MB. */
  static final int KEPT = 1 << 20;

  private final long size;
  private final ImportanceWeights kept;
  private final long outliers;
  private final double largest;

  /** The log weights of a dataset. */
  @FunctionalInterface
  interface Source {
    /** Hands all of them on, in the order of the rows; is asked more than once. */
    void read(DoubleConsumer each);
  }

  private WeightScan(long size, ImportanceWeights kept, long outliers, double largest) {
    this.size = size;
    this.kept = kept;
    this.outliers = outliers;
    this.largest = largest;
  }

  /**
   * Scans the log weights.
   *
   * @param size how many there are
   * @throws IllegalArgumentException if there is none, or one is not finite
   */
  static WeightScan of(long size, Source source) {
    return of(size, source, KEPT);
  }

  static WeightScan of(long size, Source source, int limit) {
    Gather gather = new Gather(size, (size + limit - 1) / limit);
    source.read(gather);
    ImportanceWeights kept = ImportanceWeights.of(gather.kept);
    if (gather.every == 1) {
      return new WeightScan(size, kept, kept.outliers(), gather.largest);
    }
    long[] beyond = new long[1];
    source.read(
        logWeight -> {
          if (Math.abs(logWeight - kept.median()) > kept.outlierDistance()) {
            beyond[0]++;
          }
        });
    return new WeightScan(size, kept, beyond[0], gather.largest);
  }

  /** Keeps every n-th, and the largest of all. */
  private static final class Gather implements DoubleConsumer {
    final long every;
    final double[] kept;
    double largest = Double.NEGATIVE_INFINITY;
    long at;

    Gather(long size, long every) {
      this.every = Math.max(1, every);
      kept = new double[(int) ((size + this.every - 1) / this.every)];
    }

    @Override
    public void accept(double logWeight) {
      ImportanceWeights.requireFinite(logWeight, at);
      largest = Math.max(largest, logWeight);
      if (at % every == 0) {
        kept[(int) (at / every)] = logWeight;
      }
      at++;
    }
  }

  long size() {
    return size;
  }

  /** All proposals, or every n-th. */
  ImportanceWeights kept() {
    return kept;
  }

  /** Whether {@link #kept} are all. */
  boolean complete() {
    return kept.size() == size;
  }

  long outliers() {
    return outliers;
  }

  /** The largest weight as a part of the sum of all. */
  double largestWeight() {
    return StrictMath.exp(largest - kept.logPartitionFunction().value()) / size;
  }

  /** The largest log weight of all. */
  double largestLogWeight() {
    return largest;
  }

  Check runaways() {
    return kept.runaways(outliers, size);
  }
}
