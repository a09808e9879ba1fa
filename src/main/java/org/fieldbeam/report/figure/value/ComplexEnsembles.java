package org.fieldbeam.report.figure.value;

import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.row.ComplexBatch;
import org.fieldbeam.data.row.RowReader;

/** What figures read from complex ensembles. */
public final class ComplexEnsembles {
  private static final int BATCH = 1024;

  private ComplexEnsembles() {}

  /** Takes the complex field values of configurations one after the other. */
  public interface Visitor {
    /** One value, of the chain's configuration number {@code row} in the dataset. */
    void visit(long row, long chain, double re, double im);
  }

  /** Goes through all field values of a dataset. */
  public static void each(DatasetFolder dataset, Visitor visitor) {
    ComplexBatch batch = ComplexBatch.of(dataset.info(), BATCH);
    int values = dataset.info().values();
    long row = 0;
    for (int shard = 0; shard < dataset.shardCount(); shard++) {
      try (RowReader<ComplexBatch> reader = ComplexBatch.ROWS.open(dataset, shard)) {
        for (int n = reader.read(batch); n > 0; n = reader.read(batch)) {
          for (int b = 0; b < n; b++) {
            for (int i = b; i < values * n; i += n) {
              visitor.visit(row + b, batch.chain()[b], batch.fields()[i], batch.imaginary()[i]);
            }
          }
          row += n;
        }
      }
    }
  }

  /**
   * The polynomial of one site of the dataset's action.
   *
   * @throws UserException if its sites are coupled
   */
  public static ComplexPolynomial site(DatasetInfo info) {
    ComplexAction action = DatasetActions.complex(info);
    return action
        .sitePolynomial()
        .orElseThrow(
            () ->
                UserException.of("thimbles are those of one site")
                    .where("dataset " + info.id())
                    .given(action.description().toString())
                    .allowed("an action without coupling between sites, such as complexQuartic")
                    .build());
  }
}
