package org.fieldbeam.beam.stage;

import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetAlgorithms;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.MeasurementBatch;
import org.fieldbeam.data.row.RowReader;

/**
 * What an ensemble says of the updates that led to its configurations, as columns of its
 * measurements: Delta H, and the fraction of proposals that were accepted.
 */
public final class UpdateColumns {
  /** Column of the energy violation, in ensembles that have one. */
  private static final String DELTA_H = DatasetInfo.DELTA_H;

  private static final int BATCH = 1024;

  /** Where the acceptance of a configuration stands. */
  private enum Acceptance {
    COLUMN,
    FLAG,
    NONE
  }

  private final String dataset;
  private final boolean deltaH;
  private final Acceptance acceptance;

  private UpdateColumns(String dataset, boolean deltaH, Acceptance acceptance) {
    this.dataset = dataset;
    this.deltaH = deltaH;
    this.acceptance = acceptance;
  }

  /**
   * The columns of an ensemble. That of other origin than a known algorithm is known by the rows of
   * its first shard.
   */
  public static UpdateColumns of(DatasetFolder ensemble) {
    DatasetInfo info = ensemble.info();
    boolean[] known =
        DatasetAlgorithms.kind(info)
            .map(kind -> new boolean[] {kind.isHybrid(), kind.isHybrid()})
            .orElseGet(() -> firstShard(ensemble));
    Acceptance acceptance =
        info.scalars().contains(DatasetInfo.ACCEPTANCE)
            ? Acceptance.COLUMN
            : known[1] ? Acceptance.FLAG : Acceptance.NONE;
    return new UpdateColumns(ensemble.path(), known[0], acceptance);
  }

  /** Whether any row has a Delta H, and whether any has a decision. */
  private static boolean[] firstShard(DatasetFolder ensemble) {
    boolean[] known = new boolean[2];
    EnsembleBatch rows = new EnsembleBatch(ensemble.info().rowShape(), BATCH);
    try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.openScalars(ensemble, 0)) {
      for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
        for (int b = 0; b < n; b++) {
          known[0] |= !Double.isNaN(rows.deltaH()[b]);
          known[1] |= rows.accepted()[b] >= 0;
        }
      }
    }
    return known;
  }

  /** Whether its configurations have a Delta H. */
  public boolean hasEnergies() {
    return deltaH;
  }

  /** Whether its configurations tell which proposals were accepted. */
  public boolean hasAcceptance() {
    return acceptance != Acceptance.NONE;
  }

  /** The names of the columns. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    if (deltaH) {
      names.add(DELTA_H);
    }
    if (acceptance != Acceptance.NONE) {
      names.add(DatasetInfo.ACCEPTANCE);
    }
    return names;
  }

  /**
   * Copies the columns of a batch.
   *
   * @throws UserException if a row lacks what others have
   */
  void copy(EnsembleBatch rows, MeasurementBatch measured) {
    for (int b = 0; b < rows.size(); b++) {
      if (!Double.isNaN(rows.deltaH()[b]) != deltaH) {
        throw unequal(rows, b, "delta_h");
      }
      if (acceptance == Acceptance.FLAG && rows.accepted()[b] < 0) {
        throw unequal(rows, b, "accepted");
      }
      if (deltaH) {
        measured.scalar(DELTA_H)[b] = rows.deltaH()[b];
      }
      if (acceptance != Acceptance.NONE) {
        measured.scalar(DatasetInfo.ACCEPTANCE)[b] =
            acceptance == Acceptance.COLUMN ? rows.acceptance()[b] : rows.accepted()[b];
      }
    }
  }

  private UserException unequal(EnsembleBatch rows, int b, String column) {
    return UserException.of("some configurations of an ensemble have what others lack")
        .where(dataset + ", column " + column)
        .given("chain " + rows.chain()[b] + ", step " + rows.step()[b] + ": unlike others")
        .allowed("a value in every row, or in none")
        .todo("leave the column out, or the rows that are unlike the others")
        .build();
  }
}
