package org.fieldbeam.report.figure.value;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.fieldbeam.core.observable.Cumulants;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.Jackknife;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.row.NoisedBatch;
import org.fieldbeam.data.row.RowReader;

/**
 * Moments of a noised dataset at each of its times, summed in blocks, and the cumulants with their
 * jackknife errors. Blocks are whole chains; where there are few chains, or shards of samples in
 * their place, stretches of successive configurations.
 *
 * <p>Powers are those of the distance from the first value: cumulants of second and higher order do
 * not change, and of a field that is far from 0 no digits are lost. Where all values are the same
 * up to rounding errors these cumulants are 0, without error.
 */
public final class CumulantPath {
  /** Highest order of a cumulant. */
  public static final int HIGHEST = 8;

  private static final int BATCH = 1024;

  /** Blocks for the errors: enough for an error of a tenth of itself. */
  private static final int BLOCKS = 50;

  private final Map<Double, Moments> moments = new TreeMap<>();

  private final int volume;
  private final boolean ofMagnetization;

  /** Of the values at one time. */
  private static final class Moments {
    private final double reference;
    private double least;
    private double largest;

    /** Block, then power; power 0 counts. */
    private final double[][] sums = new double[BLOCKS][HIGHEST + 1];

    Moments(double first) {
      reference = first;
      least = first;
      largest = first;
    }

    void add(int block, double value, double weight) {
      least = Math.min(least, value);
      largest = Math.max(largest, value);
      double power = weight;
      for (int k = 0; k <= HIGHEST; k++) {
        sums[block][k] += power;
        power *= value - reference;
      }
    }

    boolean fluctuates(int terms) {
      double size = Math.max(Math.abs(least), Math.abs(largest));
      return largest - least > Cumulants.rounding(size, terms);
    }
  }

  private CumulantPath(int volume, boolean ofMagnetization) {
    this.volume = volume;
    this.ofMagnetization = ofMagnetization;
  }

  /**
   * Reads a dataset.
   *
   * @param ofMagnetization whether of M, the average over the sites; else of the field at one site,
   *     whose moments are averaged over the sites
   * @throws UserException if there is other than one real number at each site
   */
  public static CumulantPath read(DatasetFolder dataset, boolean ofMagnetization) {
    if (!dataset.info().layout().isScalar()) {
      throw UserException.of("cumulants are drawn of one real number at each site")
          .where(dataset.path())
          .given(dataset.info().layout())
          .todo("take the dataset out of the figure")
          .build();
    }
    CumulantPath path = new CumulantPath(dataset.info().volume(), ofMagnetization);
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
          path.add(batch, b, (int) block);
        });
    return path;
  }

  private interface Visitor {
    void visit(NoisedBatch batch, int b);
  }

  private static void each(DatasetFolder dataset, Visitor visitor) {
    NoisedBatch batch = new NoisedBatch(dataset.info().shape(), BATCH);
    for (int shard = 0; shard < dataset.shardCount(); shard++) {
      try (RowReader<NoisedBatch> reader = NoisedBatch.ROWS.open(dataset, shard)) {
        for (int n = reader.read(batch); n > 0; n = reader.read(batch)) {
          for (int b = 0; b < n; b++) {
            visitor.visit(batch, b);
          }
        }
      }
    }
  }

  private void add(NoisedBatch batch, int b, int block) {
    double[] fields = batch.fields();
    int n = batch.size();
    double mean = 0;
    for (int site = 0; site < volume; site++) {
      mean += fields[site * n + b] / volume;
    }
    double first = ofMagnetization ? mean : fields[b];
    Moments of = moments.computeIfAbsent(batch.time()[b], time -> new Moments(first));
    if (ofMagnetization) {
      of.add(block, mean, 1);
      return;
    }
    for (int site = 0; site < volume; site++) {
      of.add(block, fields[site * n + b], 1.0 / volume);
    }
  }

  /** The times, rising. */
  public double[] times() {
    return moments.keySet().stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * The cumulant of an order, 2 or more, at one of the times; without error where there is one
   * chain only, and exactly 0 where nothing fluctuates.
   */
  public Estimate cumulant(double time, int order) {
    Moments of = moments.get(time);
    double[][] used =
        Arrays.stream(of.sums).filter(powers -> powers[0] > 0).toArray(double[][]::new);
    double[] weights = Arrays.stream(used).mapToDouble(powers -> powers[0]).toArray();
    if (!of.fluctuates(ofMagnetization ? volume : 1)) {
      return Estimate.independent(0, 0, used.length);
    }
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
