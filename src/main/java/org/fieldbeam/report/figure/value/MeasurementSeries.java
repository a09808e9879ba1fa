package org.fieldbeam.report.figure.value;

import java.util.List;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.MeasuredObservables;
import org.fieldbeam.data.row.EnsembleWeights;
import org.fieldbeam.data.row.MeasurementBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.report.plot.Histogram;
import org.fieldbeam.report.plot.HistogramBuilder;

/**
 * One quantity of a measured ensemble, read as a stream: where none is chosen the first of its
 * observables that was recorded as it is, which is M of scalar fields, its real part of complex
 * ones, the action of others. Memory does not grow with it. Of more rows than show in a picture,
 * every n-th shard is read.
 */
public final class MeasurementSeries {
  private static final int BATCH = 1024;

  /** Blocks for the errors: enough for an error of a tenth of itself, few enough to be long. */
  private static final int BLOCKS = 48;

  /** More rows than this do not change the picture. */
  private static final long ENOUGH_ROWS = 4_000_000;

  private final DatasetFolder dataset;
  private final int everyShard;
  private final String quantity;
  private long chains;
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;
  private double largestLogWeight = Double.NEGATIVE_INFINITY;

  private MeasurementSeries(DatasetFolder dataset, String quantity) {
    this.dataset = dataset;
    this.quantity = quantity;
    everyShard =
        (int) Math.max(1, Math.min(dataset.shardCount(), dataset.manifest().rows() / ENOUGH_ROWS));
  }

  private interface Visitor {
    void visit(long row, long chain, double value, double logWeight);
  }

  /** Opens a measurement dataset and finds the range of the values of its first quantity. */
  public static MeasurementSeries open(String folder) {
    DatasetFolder dataset = DatasetFolder.open(folder);
    List<String> recorded = dataset.info().scalars();
    return open(
        dataset,
        MeasuredObservables.of(dataset.info()).observables().stream()
            .map(Observable::name)
            .filter(recorded::contains)
            .findFirst()
            .orElseGet(() -> recorded.get(0)));
  }

  /** Finds the range of the values of a quantity that was recorded. */
  public static MeasurementSeries open(DatasetFolder dataset, String quantity) {
    MeasurementSeries series = new MeasurementSeries(dataset, quantity);
    series.each(
        (row, chain, m, logWeight) -> {
          series.chains = Math.max(series.chains, chain + 1);
          series.low = Math.min(series.low, m);
          series.high = Math.max(series.high, m);
          series.largestLogWeight = Math.max(series.largestLogWeight, logWeight);
        });
    return series;
  }

  /** What the dataset says of itself. */
  public DatasetInfo info() {
    return dataset.info();
  }

  /** The name of the quantity. */
  public String quantity() {
    return quantity;
  }

  /** The smallest value. */
  public double low() {
    return low;
  }

  /** The largest value. */
  public double high() {
    return high;
  }

  /** The histogram of the quantity between two values. */
  public Histogram histogram(double from, double to, int bins) {
    long rows = rowsRead();
    boolean byChain = chains >= BLOCKS / 2;
    int blocks = (int) Math.min(BLOCKS, byChain ? chains : rows);
    HistogramBuilder builder = new HistogramBuilder(from, to, bins, Math.max(1, blocks));
    each(
        (row, chain, m, logWeight) ->
            builder.add(
                (int) (byChain ? chain % blocks : row * blocks / rows),
                m,
                Math.exp(logWeight - largestLogWeight)));
    return builder.build();
  }

  private long rowsRead() {
    long rows = 0;
    for (int shard = 0; shard < dataset.shardCount(); shard += everyShard) {
      rows += dataset.manifest().shards().get(shard).rows();
    }
    return rows;
  }

  private void each(Visitor visitor) {
    MeasurementBatch batch = new MeasurementBatch(dataset.info().scalars(), BATCH);
    long row = 0;
    for (int shard = 0; shard < dataset.shardCount(); shard += everyShard) {
      try (RowReader<MeasurementBatch> reader = MeasurementBatch.ROWS.open(dataset, shard)) {
        for (int n = reader.read(batch); n > 0; n = reader.read(batch)) {
          double[] m = batch.scalar(quantity);
          for (int b = 0; b < n; b++) {
            double logWeight = EnsembleWeights.counted(dataset, batch, b);
            visitor.visit(row++, batch.chain()[b], m[b], logWeight);
          }
        }
      }
    }
  }
}
