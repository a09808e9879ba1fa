package org.fieldbeam.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.Manifest;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.dataset.ShardReader;
import org.fieldbeam.data.dataset.Shards;
import org.fieldbeam.data.row.Configuration;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.row.RowWriter;
import org.fieldbeam.data.storage.Storage;

/** Random but reproducible datasets. */
public final class TestData {
  public static final Map<String, Object> PHI4 =
      Map.of("name", "phi4", "parameters", Map.of("kappa", 0.26, "lambda", 0.022));

  private TestData() {}

  public static DatasetInfo ensembleInfo(int... shape) {
    return DatasetInfo.of(DatasetKind.ENSEMBLE, "hmc", "generate", "0123abcd", shape)
        .with(DatasetInfo.ACTION, PHI4)
        .with(DatasetInfo.SEED, 20240601L)
        .with(DatasetInfo.BOUNDARY, "periodic")
        .with(DatasetInfo.PARENTS, List.of());
  }

  /** Configurations with every nullable column sometimes null. */
  public static List<Configuration> configurations(long seed, int count, int... shape) {
    Random random = new Random(seed);
    List<Configuration> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] field = random.doubles(DatasetInfo.volume(shape), -3, 3).toArray();
      list.add(
          new Configuration(
              i / 7,
              i % 7 * 25L,
              shape,
              field,
              random.nextInt(4) == 0 ? null : random.nextGaussian(),
              random.nextInt(3) == 0 ? null : random.nextBoolean(),
              random.nextInt(3) == 0 ? null : random.nextGaussian(),
              i % 2 == 0 ? null : -random.nextDouble(),
              null));
    }
    return list;
  }

  public static ShardEntry write(
      String folder, DatasetInfo info, int index, int count, List<Configuration> rows, int batch) {
    try (RowWriter<EnsembleBatch> writer = EnsembleBatch.ROWS.create(folder, info, index, count)) {
      EnsembleBatch buffer = new EnsembleBatch(info.shape(), batch);
      for (int from = 0; from < rows.size(); from += batch) {
        buffer.resize(Math.min(batch, rows.size() - from));
        for (int b = 0; b < buffer.size(); b++) {
          buffer.set(b, rows.get(from + b));
        }
        writer.write(buffer);
      }
      return writer.finish();
    }
  }

  /** A shard file with a manifest that says of it what it says itself, so that nothing differs. */
  public static RowReader<EnsembleBatch> open(String file) {
    try (ShardReader shard = ShardReader.open(file)) {
      Shards.Footer footer = shard.footer();
      List<ShardEntry> entries = new ArrayList<>();
      for (int i = 0; i < footer.count(); i++) {
        entries.add(
            new ShardEntry(
                i,
                Shards.name(i, footer.count()),
                shard.totalRows(),
                Storage.size(file),
                Storage.sha256(file)));
      }
      Manifest manifest = Manifest.now(footer.info(), entries, Map.of());
      String folder = file.substring(0, file.lastIndexOf('/'));
      return EnsembleBatch.ROWS.open(DatasetFolder.unchecked(folder, manifest), footer.index());
    }
  }

  public static List<Configuration> read(String file, int batch) {
    List<Configuration> rows = new ArrayList<>();
    try (RowReader<EnsembleBatch> reader = open(file)) {
      EnsembleBatch buffer = new EnsembleBatch(reader.info().shape(), batch);
      while (reader.read(buffer) > 0) {
        for (int b = 0; b < buffer.size(); b++) {
          rows.add(buffer.configuration(b));
        }
      }
    }
    return rows;
  }

  /** A complete dataset of two shards. */
  public static DatasetFolder dataset(String folder, List<Configuration> rows, int... shape) {
    return dataset(folder, ensembleInfo(shape), rows);
  }

  /** A complete dataset of two shards. */
  public static DatasetFolder dataset(String folder, DatasetInfo info, List<Configuration> rows) {
    int half = rows.size() / 2;
    List<ShardEntry> shards =
        List.of(
            write(folder, info, 0, 2, rows.subList(0, half), 5),
            write(folder, info, 1, 2, rows.subList(half, rows.size()), 5));
    return DatasetFolder.commit(folder, info, shards, Map.of());
  }
}
