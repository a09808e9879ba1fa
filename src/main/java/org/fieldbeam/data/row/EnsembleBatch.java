package org.fieldbeam.data.row;

import java.util.Arrays;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;

/**
 * A batch of an ensemble. In the nullable columns NaN stands for an absent value (and -1 in {@link
 * #accepted()}); new batches start with all of them absent.
 */
public final class EnsembleBatch extends FieldBatch {
  /** How the rows of an ensemble are read and written. */
  public static final RowCodec<EnsembleBatch> ROWS =
      RowCodec.<EnsembleBatch>of(DatasetKind.ENSEMBLE)
          .longs("chain", EnsembleBatch::chain)
          .longs("step", EnsembleBatch::step)
          .fields(FIELD, EnsembleBatch::fields)
          .doubles("action", EnsembleBatch::action)
          .flags("accepted", EnsembleBatch::accepted)
          .doubles("delta_h", EnsembleBatch::deltaH)
          .doubles("log_q", EnsembleBatch::logQ)
          .doubles("log_weight", EnsembleBatch::logWeight)
          .scalar(DatasetInfo.ACCEPTANCE, EnsembleBatch::acceptance);

  private final double[] action;
  private final byte[] accepted;
  private final double[] deltaH;
  private final double[] acceptance;
  private final double[] logQ;
  private final double[] logWeight;

  /** An empty batch for up to {@code capacity} configurations. */
  public EnsembleBatch(int[] shape, int capacity) {
    super(shape, capacity);
    action = absent(capacity);
    deltaH = absent(capacity);
    acceptance = absent(capacity);
    logQ = absent(capacity);
    logWeight = absent(capacity);
    accepted = new byte[capacity];
    Arrays.fill(accepted, (byte) -1);
  }

  /** The action S of each configuration; NaN if unknown. */
  public double[] action() {
    return action;
  }

  /** 1 accepted, 0 rejected, -1 absent. */
  public byte[] accepted() {
    return accepted;
  }

  /**
   * Fraction of proposals accepted since the previous configuration; NaN if absent. Only datasets
   * with the scalar {@link DatasetInfo#ACCEPTANCE} hold it.
   */
  public double[] acceptance() {
    return acceptance;
  }

  /** Energy violation of the last trajectory, positive infinity if it ran away; NaN if absent. */
  public double[] deltaH() {
    return deltaH;
  }

  /** log of the normalised proposal density; NaN if absent. */
  public double[] logQ() {
    return logQ;
  }

  /** log of the importance weight; NaN if absent. */
  public double[] logWeight() {
    return logWeight;
  }

  /** Configuration b as a value. */
  public Configuration configuration(int b) {
    double[] field = new double[volume()];
    copyField(b, field);
    return new Configuration(
        chain()[b],
        step()[b],
        shape(),
        field,
        boxed(action[b]),
        accepted[b] < 0 ? null : accepted[b] == 1,
        boxed(deltaH[b]),
        boxed(logQ[b]),
        boxed(logWeight[b]));
  }

  /** A batch of one configuration. */
  public static EnsembleBatch of(Configuration configuration) {
    EnsembleBatch batch = new EnsembleBatch(configuration.shape(), 1);
    batch.resize(1);
    batch.set(0, configuration);
    return batch;
  }

  /** Sets configuration b. */
  public void set(int b, Configuration configuration) {
    if (!Arrays.equals(configuration.shape(), shape())) {
      throw new IllegalArgumentException(
          "configuration of shape "
              + Arrays.toString(configuration.shape())
              + " in a batch of shape "
              + Arrays.toString(shape()));
    }
    chain()[b] = configuration.chain();
    step()[b] = configuration.step();
    setField(b, configuration.field());
    action[b] = unboxed(configuration.action());
    Boolean flag = configuration.accepted();
    accepted[b] = (byte) (flag == null ? -1 : flag ? 1 : 0);
    deltaH[b] = unboxed(configuration.deltaH());
    logQ[b] = unboxed(configuration.logQ());
    logWeight[b] = unboxed(configuration.logWeight());
  }

  @Override
  public void copyRow(int to, Rows source, int from) {
    super.copyRow(to, source, from);
    EnsembleBatch other = (EnsembleBatch) source;
    action[to] = other.action[from];
    accepted[to] = other.accepted[from];
    deltaH[to] = other.deltaH[from];
    acceptance[to] = other.acceptance[from];
    logQ[to] = other.logQ[from];
    logWeight[to] = other.logWeight[from];
  }

  private static double[] absent(int capacity) {
    double[] values = new double[capacity];
    Arrays.fill(values, Double.NaN);
    return values;
  }

  private static Double boxed(double value) {
    return Double.isNaN(value) ? null : value;
  }

  private static double unboxed(Double value) {
    return value == null ? Double.NaN : value;
  }
}
