package org.fieldbeam.data.row;

import java.util.Arrays;
import java.util.List;
import org.fieldbeam.data.dataset.DatasetKind;

/** A batch of a measurement dataset: scalars per configuration, one array per scalar. */
public final class MeasurementBatch extends ChainRows {
  /** How the rows of measurements are read and written. */
  public static final RowCodec<MeasurementBatch> ROWS =
      RowCodec.<MeasurementBatch>of(DatasetKind.MEASUREMENTS)
          .longs("chain", MeasurementBatch::chain)
          .longs("step", MeasurementBatch::step)
          .doubles("log_weight", MeasurementBatch::logWeight)
          .scalars(MeasurementBatch::names, MeasurementBatch::scalar);

  private final List<String> names;
  private final double[] logWeight;
  private final double[][] scalars;

  /** An empty batch of the named scalars for up to {@code capacity} configurations. */
  public MeasurementBatch(List<String> names, int capacity) {
    super(capacity);
    this.names = List.copyOf(names);
    logWeight = new double[capacity];
    Arrays.fill(logWeight, Double.NaN);
    scalars = new double[names.size()][capacity];
  }

  /** Names of the scalars, in the order of the columns. */
  public List<String> names() {
    return names;
  }

  /** log of the importance weight; NaN if the ensemble is unweighted. */
  public double[] logWeight() {
    return logWeight;
  }

  /** Values of scalar number {@code index}. */
  public double[] scalar(int index) {
    return scalars[index];
  }

  /** Values of the named scalar. */
  public double[] scalar(String name) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("no scalar " + name + "; there are " + names);
    }
    return scalars[index];
  }

  @Override
  public void copyRow(int to, Rows source, int from) {
    super.copyRow(to, source, from);
    MeasurementBatch other = (MeasurementBatch) source;
    logWeight[to] = other.logWeight[from];
    for (int i = 0; i < scalars.length; i++) {
      scalars[i][to] = other.scalars[i][from];
    }
  }
}
