package org.fieldbeam.data.check;

import java.util.Locale;
import java.util.Optional;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.RowGroup;
import org.fieldbeam.data.dataset.ShardSchema;

/**
 * Holds the actions that the rows of a shard bear against those recomputed from their fields: of an
 * ensemble S, of a complex one both parts of it. A row without an action is wrong where the dataset
 * names one.
 */
final class ActionCheck {
  /** Largest allowed |S - S'| over (|S| + V): sums of V terms in another order differ less. */
  private static final double TOLERANCE = 1e-11;

  private static final int BATCH = 64;

  private final DatasetInfo info;
  private final Recompute recompute;
  private final boolean complex;
  private final double[] fields;
  private final double[] imaginary;
  private final double[] re = new double[BATCH];
  private final double[] im = new double[BATCH];
  private double worst;
  private long absent;

  /** The action of a batch of fields, real and imaginary part. */
  private interface Recompute {
    void run(double[] fields, double[] imaginary, int batch, double[] re, double[] im);
  }

  private ActionCheck(DatasetInfo info, boolean complex, Recompute recompute) {
    this.info = info;
    this.complex = complex;
    this.recompute = recompute;
    // the rows of a file that exists fit, and so does a batch of them
    this.fields = new double[Math.multiplyExact(info.values(), BATCH)];
    this.imaginary = complex ? new double[fields.length] : null;
  }

  /**
   * The check of a dataset; null if it names no action, or rows of its kind bear none.
   *
   * @throws UserException if the action does not exist
   */
  static ActionCheck of(DatasetInfo info) {
    if (info.kind() == DatasetKind.COMPLEX && info.property(DatasetInfo.ACTION) != null) {
      ComplexAction action = DatasetActions.complex(info);
      return new ActionCheck(info, true, action::action);
    }
    Optional<Action> action =
        info.kind() == DatasetKind.ENSEMBLE ? DatasetActions.find(info) : Optional.empty();
    return action
        .map(
            s ->
                new ActionCheck(
                    info, false, (fields, imaginary, n, re, im) -> s.action(fields, n, re)))
        .orElse(null);
  }

  /** Adds the rows of a row group. */
  void add(RowGroup group) {
    ShardSchema schema = group.schema();
    double[] given = group.doubles(schema.index("action"));
    double[] givenImaginary = complex ? group.doubles(schema.index("action_imag")) : null;
    for (int from = 0; from < group.rows(); from += BATCH) {
      int n = Math.min(BATCH, group.rows() - from);
      group.getFields(schema.index("field"), from, fields, n, 0, n);
      if (complex) {
        group.getFields(schema.index("field_imag"), from, imaginary, n, 0, n);
      }
      recompute.run(fields, imaginary, n, re, im);
      for (int b = 0; b < n; b++) {
        double off =
            Math.hypot(given[from + b] - re[b], complex ? givenImaginary[from + b] - im[b] : 0);
        if (Double.isNaN(given[from + b])) {
          absent++;
        } else {
          worst = Math.max(worst, off / (Math.hypot(re[b], im[b]) + info.values()));
        }
      }
    }
  }

  boolean passed() {
    return absent == 0 && worst <= TOLERANCE;
  }

  String detail() {
    return (absent > 0
            ? absent + " rows have none, though the dataset names its action; those that do are "
            : "recomputed from the field: ")
        + String.format(Locale.ROOT, "off by %.1e of |S| + V at most", worst);
  }
}
