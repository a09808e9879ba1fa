package org.fieldbeam.data.exchange;

import java.util.Arrays;
import java.util.Optional;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.observable.batch.LargestModulus;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.row.ComplexBatch;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.FieldBatch;
import org.fieldbeam.data.row.RowCodec;

/**
 * How the rows of an import are made of the numbers of a file, of real fields or of complexified
 * ones.
 *
 * @param <B> the rows
 */
interface ImportRows<B extends FieldBatch> {
  /** How the rows are written. */
  RowCodec<B> codec();

  /** Rows for so many configurations. */
  B batch(int capacity);

  /** Real numbers of a configuration. */
  int numbers();

  /** Sets a row of a batch; what is in {@code field}, as the file has it, may be changed. */
  void set(B batch, int b, double[] field, ImportColumns columns, int row);

  /** Fills in what the action says of the rows. */
  void complete(B batch);

  /** All real numbers of a batch, the configuration fastest: as many for each as there are. */
  double[] numbers(B batch);

  /** Says, where numbers were changed, how. */
  String changed();

  /** The rows of real numbers or angles, multiplied by a number. */
  static ImportRows<EnsembleBatch> real(DatasetInfo info, Optional<Action> action, double scale) {
    boolean angles = info.layout().isAngle();
    return new ImportRows<>() {
      private boolean wrapped;

      @Override
      public RowCodec<EnsembleBatch> codec() {
        return EnsembleBatch.ROWS;
      }

      @Override
      public EnsembleBatch batch(int capacity) {
        return new EnsembleBatch(info.rowShape(), capacity);
      }

      @Override
      public int numbers() {
        return info.values();
      }

      @Override
      public void set(EnsembleBatch batch, int b, double[] field, ImportColumns columns, int row) {
        for (int x = 0; x < field.length; x++) {
          field[x] *= scale;
          if (angles && field[x] != Angles.wrap(field[x])) {
            field[x] = Angles.wrap(field[x]);
            wrapped = true;
          }
        }
        batch.setField(b, field);
        columns.put(row, batch, b);
      }

      @Override
      public void complete(EnsembleBatch batch) {
        action.ifPresent(s -> s.action(batch.fields(), batch.size(), batch.action()));
      }

      @Override
      public double[] numbers(EnsembleBatch batch) {
        return Arrays.copyOf(batch.fields(), numbers() * batch.size());
      }

      @Override
      public String changed() {
        return wrapped ? "; angles wrapped into [-pi, pi)" : "";
      }
    };
  }

  /** The rows of complexified numbers, of which the file gives both parts one after the other. */
  static ImportRows<ComplexBatch> complexified(DatasetInfo info, ComplexAction action) {
    int values = info.values();
    double[] re = new double[values];
    double[] im = new double[values];
    return new ImportRows<>() {
      @Override
      public RowCodec<ComplexBatch> codec() {
        return ComplexBatch.ROWS;
      }

      @Override
      public ComplexBatch batch(int capacity) {
        return new ComplexBatch(info.rowShape(), capacity);
      }

      @Override
      public int numbers() {
        return 2 * values;
      }

      @Override
      public void set(ComplexBatch batch, int b, double[] field, ImportColumns columns, int row) {
        for (int x = 0; x < values; x++) {
          re[x] = field[2 * x];
          im[x] = field[2 * x + 1];
        }
        batch.setField(b, re);
        batch.setImaginary(b, im);
        columns.put(row, batch, b);
      }

      @Override
      public void complete(ComplexBatch batch) {
        int n = batch.size();
        action.action(
            batch.fields(), batch.imaginary(), n, batch.action(), batch.actionImaginary());
        double[] driftRe = new double[values * n];
        double[] driftIm = new double[values * n];
        action.drift(batch.fields(), batch.imaginary(), n, driftRe, driftIm);
        LargestModulus.of(driftRe, driftIm, values, n, batch.drift(), 0);
      }

      @Override
      public double[] numbers(ComplexBatch batch) {
        double[] all = Arrays.copyOf(batch.fields(), numbers() * batch.size());
        System.arraycopy(batch.imaginary(), 0, all, values * batch.size(), values * batch.size());
        return all;
      }

      @Override
      public String changed() {
        return "";
      }
    };
  }
}
