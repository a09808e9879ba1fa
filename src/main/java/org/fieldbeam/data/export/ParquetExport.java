package org.fieldbeam.data.export;

import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.ExportTarget;
import org.fieldbeam.data.dataset.RowGroupWriter;
import org.fieldbeam.data.row.ChainOrder;
import org.fieldbeam.data.row.ComplexBatch;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.MeasurementBatch;
import org.fieldbeam.data.row.OrderedRows;
import org.fieldbeam.data.row.RowCodec;
import org.fieldbeam.data.row.Rows;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Value;

/** Datasets as one Parquet file, made to be read fast: part of {@link DatasetExport}. */
final class ParquetExport {
  /** Not those of shards: the file is none. */
  private static final String PREFIX = "exported.";

  private ParquetExport() {}

  /** The format {@code parquet}. */
  @AutoService(ExportKind.class)
  public static final class OfFiles implements ExportKind {
    @Override
    public About about() {
      return About.of(
          "parquet",
          "One Parquet file with the columns of the dataset, uncompressed: readers take half the"
              + " time, for the mantissas of fields are noise and hardly compress.",
          Fields.of(
              withDefault(
                  "compressed",
                  new Type.Flag(),
                  "false",
                  "Whether pages are compressed by zstd, as those of shards are.")));
    }

    @Override
    public List<String> endings() {
      return List.of(".parquet");
    }

    @Override
    public String suits() {
      return "ensembles and measurements";
    }

    @Override
    public boolean namesChains() {
      return true;
    }

    @Override
    public DatasetExport.Written write(String dataset, String file, Value settings) {
      return DatasetExport.parquet(dataset, file, settings.get("compressed").flag());
    }
  }

  /** Writes a dataset; returns the order of its rows. */
  static ChainOrder write(DatasetFolder folder, String file, boolean compressed) {
    DatasetKind kind = folder.info().kind();
    return switch (kind) {
      case ENSEMBLE ->
          write(folder, file, compressed, OrderedRows.ofEnsemble(folder), EnsembleBatch.ROWS);
      case COMPLEX ->
          write(folder, file, compressed, OrderedRows.ofComplex(folder), ComplexBatch.ROWS);
      case MEASUREMENTS ->
          write(
              folder, file, compressed, OrderedRows.ofMeasurements(folder), MeasurementBatch.ROWS);
      case NOISED, TRAINING ->
          throw UserException.of("the shards of this dataset are Parquet files already")
              .where(folder.path())
              .given("a dataset of the kind " + kind.label())
              .allowed("ensembles and measurements, whose rows are put in order")
              .todo("read its shards, part-*.parquet")
              .build();
    };
  }

  private static <B extends Rows> ChainOrder write(
      DatasetFolder folder,
      String file,
      boolean compressed,
      OrderedRows<B> rows,
      RowCodec<B> codec) {
    DatasetInfo info = folder.info();
    ExportTarget.write(
        file,
        out -> {
          try (RowGroupWriter writer = RowGroupWriter.to(out, info, compressed, file)) {
            rows.forEach(codec.appender(info, writer));
            writer.end(keys(folder));
          }
        });
    return rows.order();
  }

  private static SortedMap<String, String> keys(DatasetFolder folder) {
    DatasetInfo info = folder.info();
    SortedMap<String, String> keys = new TreeMap<>();
    keys.put(PREFIX + "kind", info.kind().label());
    keys.put(PREFIX + "id", info.id());
    keys.put(PREFIX + "contentHash", folder.contentHash());
    keys.put(PREFIX + "weighted", Boolean.toString(info.isWeighted()));
    for (String name : List.of(DatasetInfo.LAYOUT, DatasetInfo.ACTION)) {
      if (info.property(name) != null) {
        keys.put(PREFIX + name, Json.compact(info.property(name)));
      }
    }
    return keys;
  }
}
