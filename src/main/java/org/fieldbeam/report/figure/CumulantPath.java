package org.fieldbeam.report.figure;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.fieldbeam.core.observable.Cumulants;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.Jackknife;
import org.fieldbeam.data.DatasetFolder;
import org.fieldbeam.data.NoisedBatch;
import org.fieldbeam.data.NoisedReader;

/**
 * Moments of a noised dataset at each of its times, summed in blocks, and the cumulants with their
 * jackknife errors. Blocks are whole chains; where there are few chains, or shards of samples in
 * their place, stretches of successive configurations.
 */
final class CumulantPath {
  /** Highest order of a cumulant. */
  static final int HIGHEST = 8;

  private static final int BATCH = 1024;

  /** Blocks for the errors: enough for an error of a tenth of itself. */
  private static final int BLOCKS = 50;

  /** Sums of powers by time: block, then power; power 0 counts. */
  private final Map<Double, double[][]> sums = new TreeMap<>();

  private CumulantPath() {}

  /**
   * Reads a dataset.
   *
   * @param ofMagnetization whether of M, the average over the sites; else of the field at one site,
   *     whose moments are averaged over the sites
   */
  static CumulantPath read(DatasetFolder dataset, boolean ofMagnetization) {
    CumulantPath path = new CumulantPath();
    int volume = dataset.info().volume();
    Set<Long> chains = new HashSet<>();
    long[] steps = {Long.MAX_VALUE, Long.MIN_VALUE};
    each(
        dataset,
        (batch, b) -> {
          chains.add(batch.chain()[b]);
          steps[0] = Math.min(steps[0], batch.step()[b]);
          steps[1] = Math.max(steps[1], batch.step()[b]);
        });
    boolean byChain = chains.size() >= BLOCKS / 2;
    each(
        dataset,
        (batch, b) -> {
          long block =
              byChain
                  ? batch.chain()[b] % BLOCKS
                  : (batch.step()[b] - steps[0]) * BLOCKS / (steps[1] - steps[0] + 1);
          double[][] blocks =
              path.sums.computeIfAbsent(batch.time()[b], time -> new double[BLOCKS][HIGHEST + 1]);
          add(batch.fields(), volume, batch.size(), b, ofMagnetization, blocks[(int) block]);
        });
    return path;
  }

  private interface Visitor {
    void visit(NoisedBatch batch, int b);
  }

  private static void each(DatasetFolder dataset, Visitor visitor) {
    NoisedBatch batch = new NoisedBatch(dataset.info().shape(), BATCH);
    for (int shard = 0; shard < dataset.shardCount(); shard++) {
      try (NoisedReader reader = NoisedReader.open(dataset, shard)) {
        for (int n = reader.read(batch); n > 0; n = reader.read(batch)) {
          for (int b = 0; b < n; b++) {
            visitor.visit(batch, b);
          }
        }
      }
    }
  }

  private static void add(
      double[] fields, int volume, int n, int b, boolean ofMagnetization, double[] powers) {
    double mean = 0;
    for (int site = 0; site < volume; site++) {
      double value = fields[site * n + b];
      mean += value / volume;
      if (!ofMagnetization) {
        addPowers(value, 1.0 / volume, powers);
      }
    }
    if (ofMagnetization) {
      addPowers(mean, 1, powers);
    }
  }

  private static void addPowers(double value, double weight, double[] powers) {
    double power = weight;
    for (int k = 0; k <= HIGHEST; k++) {
      powers[k] += power;
      power *= value;
    }
  }

  /** The times, rising. */
  double[] times() {
    return sums.keySet().stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The cumulant of an order at one of the times; without error where there is one chain only. */
  Estimate cumulant(double time, int order) {
    double[][] blocks = sums.get(time);
    double[][] used =
        Arrays.stream(blocks).filter(powers -> powers[0] > 0).toArray(double[][]::new);
    double[] weights = Arrays.stream(used).mapToDouble(powers -> powers[0]).toArray();
    if (used.length < 2) {
      double[] means = used[0].clone();
      for (int k = 0; k < means.length; k++) {
        means[k] /= weights[0];
      }
      return Estimate.independent(Cumulants.quantity(order).value(means), Double.NaN, 1);
    }
    return Jackknife.estimate(used, weights, Cumulants.quantity(order));
  }
}
