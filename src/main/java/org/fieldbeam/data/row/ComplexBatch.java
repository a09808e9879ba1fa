package org.fieldbeam.data.row;

import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;

/**
 * A batch of a complex ensemble. {@link #fields()} holds the real parts; index {@code (site *
 * components + component) * size() + b}.
 */
public final class ComplexBatch extends FieldBatch {
  /** How the rows of a complex ensemble are read and written. */
  public static final RowCodec<ComplexBatch> ROWS =
      RowCodec.<ComplexBatch>of(DatasetKind.COMPLEX)
          .longs("chain", ComplexBatch::chain)
          .longs("step", ComplexBatch::step)
          .fields(FIELD, ComplexBatch::fields)
          .fields("field_imag", ComplexBatch::imaginary)
          .doubles("action", ComplexBatch::action)
          .doubles("action_imag", ComplexBatch::actionImaginary)
          .doubles("drift", ComplexBatch::drift)
          .longs("runaways", ComplexBatch::runaways);

  /** The number of runaways of a configuration of which it is not known. */
  public static final long UNKNOWN = -1;

  private final double[] imaginary;
  private final double[] action;
  private final double[] actionImaginary;
  private final double[] drift;
  private final long[] runaways;

  /** An empty batch for up to {@code capacity} configurations of a row's shape. */
  public ComplexBatch(int[] shape, int capacity) {
    super(shape, capacity);
    imaginary = new double[fields().length];
    action = new double[capacity];
    actionImaginary = new double[capacity];
    drift = new double[capacity];
    runaways = new long[capacity];
  }

  /** An empty batch that fits a dataset. */
  public static ComplexBatch of(DatasetInfo info, int capacity) {
    return new ComplexBatch(info.rowShape(), capacity);
  }

  /** Sets the imaginary part of configuration b from {@code source}, C order. */
  public void setImaginary(int b, double[] source) {
    for (int x = 0; x < volume(); x++) {
      imaginary[x * size() + b] = source[x];
    }
  }

  /** The imaginary parts of the fields, in the layout of {@link #fields()}. */
  public double[] imaginary() {
    return imaginary;
  }

  /** Re S of each configuration. */
  public double[] action() {
    return action;
  }

  /** Im S of each configuration. */
  public double[] actionImaginary() {
    return actionImaginary;
  }

  /** Largest |dS/dphi| of each configuration. */
  public double[] drift() {
    return drift;
  }

  /**
   * How often each configuration's chain ran away since its previous configuration; {@link
   * #UNKNOWN} where that is not known, as of an imported one.
   */
  public long[] runaways() {
    return runaways;
  }

  @Override
  public void copyRow(int to, Rows source, int from) {
    super.copyRow(to, source, from);
    ComplexBatch other = (ComplexBatch) source;
    for (int x = 0; x < volume(); x++) {
      imaginary[x * size() + to] = other.imaginary[x * other.size() + from];
    }
    action[to] = other.action[from];
    actionImaginary[to] = other.actionImaginary[from];
    drift[to] = other.drift[from];
    runaways[to] = other.runaways[from];
  }
}
