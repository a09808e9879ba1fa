package org.fieldbeam.beam.stage;

import java.util.Arrays;
import org.fieldbeam.beam.shard.DatasetStage;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.EnsembleWeights;
import org.fieldbeam.data.row.RowReader;

/** Configurations of an ensemble, at equal distances through its rows, for chains to begin with. */
final class StartFields {
  private final DatasetFolder ensemble;
  private final int chains;

  private StartFields(DatasetFolder ensemble, int chains) {
    this.ensemble = ensemble;
    this.chains = chains;
  }

  static StartFields of(String folder, FieldLayout layout, int chains) {
    DatasetFolder ensemble = DatasetFolder.openLazily(folder, DatasetKind.ENSEMBLE);
    EnsembleWeights.requireNone(ensemble, "start: {from}");
    if (!Arrays.equals(ensemble.info().shape(), layout.lattice().shape())) {
      throw UserException.of("the chains cannot start from an ensemble on another lattice")
          .where(folder)
          .given(Arrays.toString(ensemble.info().shape()))
          .allowed(Arrays.toString(layout.lattice().shape()))
          .todo("name an ensemble on the lattice of the stage, or start hot or cold")
          .build();
    }
    if (!ensemble.info().layout().equals(layout)) {
      throw UserException.of("the chains cannot start from an ensemble of other fields")
          .where(folder)
          .given(ensemble.info().layout())
          .allowed(layout)
          .todo("name an ensemble of the fields of the action, or start hot or cold")
          .build();
    }
    if (ensemble.manifest().rows() < chains) {
      throw UserException.of("more chains than configurations for them to start from")
          .where(folder)
          .given(chains + " chains, " + ensemble.manifest().rows() + " configurations")
          .allowed("a configuration for each chain: chains that begin alike are not independent")
          .todo("start fewer chains, name a larger ensemble, or start hot or cold")
          .build();
    }
    return new StartFields(ensemble, chains);
  }

  /** The start of chains {@code first} to {@code first + batch - 1}, laid out batch fastest. */
  Start start(int first, int batch) {
    EnsembleBatch rows = new EnsembleBatch(ensemble.info().rowShape(), DatasetStage.BATCH);
    int volume = rows.volume();
    double[] fields = new double[volume * batch];
    int b = 0;
    long shardStart = 0;
    for (int shard = 0; shard < ensemble.shardCount() && b < batch; shard++) {
      long shardEnd = shardStart + ensemble.manifest().shards().get(shard).rows();
      if (row(first + b) < shardEnd) {
        try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(ensemble, shard)) {
          long at = shardStart;
          for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
            for (; b < batch && row(first + b) < at + n; b++) {
              int from = (int) (row(first + b) - at);
              for (int x = 0; x < volume; x++) {
                fields[x * batch + b] = rows.fields()[x * n + from];
              }
            }
            at += n;
          }
        }
      }
      shardStart = shardEnd;
    }
    return Start.given(fields);
  }

  /** The row that chain {@code chain} begins with: the middle of its share of the rows. */
  private long row(int chain) {
    long share = 2L * chains;
    long rows = ensemble.manifest().rows();
    long odd = 2L * chain + 1;
    // odd * rows / share, whose product may be more than 2^63; that of the remainder is below 2^64
    return odd * (rows / share) + Long.divideUnsigned(odd * (rows % share), share);
  }
}
