package org.fieldbeam.data.export;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.ExportTarget;
import org.fieldbeam.data.exchange.ImportColumns;
import org.fieldbeam.data.hdf5.Hdf5Writer;
import org.fieldbeam.data.row.ChainOrder;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.grammar.Value;

/** Datasets as one file of HDF5, a dataset of it for each column: part of {@link DatasetExport}. */
final class Hdf5Export {
  /** Numbers of a column that are written together. */
  private static final int CHUNK = 1 << 13;

  private Hdf5Export() {}

  /** The format {@code hdf5}. */
  @AutoService(ExportKind.class)
  public static final class OfFiles implements ExportKind {
    @Override
    public About about() {
      return About.of(
          "hdf5",
          "A dataset of HDF5 for each column that has values, uncompressed: field (configurations,"
              + " extents of the lattice, values of a site), chain, step, action and so on; of"
              + " measurements chain, step and all scalars. Complexified fields are field_re_im, with"
              + " a last axis of two. Attributes say what it is of. NaN where a value is absent.");
    }

    @Override
    public List<String> endings() {
      return List.of(".h5", ".hdf5");
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
      return DatasetExport.hdf5(dataset, file);
    }
  }

  /** Writes a dataset; returns the order of its rows. */
  static ChainOrder write(DatasetFolder folder, String file) {
    NumpyExport<?> rows = NumpyExport.of(folder);
    if (rows.order().rows() == 0) {
      throw UserException.of("a dataset without rows is not exported as HDF5")
          .where(folder.path())
          .todo("export it as .npz or .csv")
          .build();
    }
    ExportTarget.write(
        file,
        out -> {
          // the library writes to files of this machine only, and not from front to back
          Path local = Files.createTempFile("fieldbeam-", ".h5");
          try {
            write(rows, local, attributes(folder));
            Files.copy(local, out);
          } finally {
            Files.deleteIfExists(local);
          }
        });
    return rows.order();
  }

  private static void write(NumpyExport<?> rows, Path file, Map<String, Object> attributes)
      throws IOException {
    int n = rows.order().rows();
    List<String> columns = rows.columnsWithValues();
    List<Hdf5Writer.Layout> layouts = new ArrayList<>();
    String field = rows.isComplex() ? "field_re_im" : "field";
    if (rows.hasField()) {
      int[] shape = rows.fieldShape();
      int[] extents = new int[shape.length + (rows.isComplex() ? 2 : 1)];
      extents[extents.length - 1] = 2; // of a complex field; else overwritten
      extents[0] = n;
      System.arraycopy(shape, 0, extents, 1, shape.length);
      layouts.add(new Hdf5Writer.Layout(field, false, extents));
    }
    layouts.add(new Hdf5Writer.Layout(ImportColumns.CHAIN, true, n));
    layouts.add(new Hdf5Writer.Layout(ImportColumns.STEP, true, n));
    columns.forEach(name -> layouts.add(new Hdf5Writer.Layout(name, false, n)));
    try (Hdf5Writer writer = Hdf5Writer.create(file, layouts, attributes)) {
      if (rows.hasField()) {
        rows.fields(bytes -> writer.append(field, ByteBuffer.wrap(bytes)));
      }
      long[] chain = rows.chains();
      long[] step = rows.steps();
      append(writer, ImportColumns.CHAIN, n, (i, to) -> to.putLong(chain[i]));
      append(writer, ImportColumns.STEP, n, (i, to) -> to.putLong(step[i]));
      for (String name : columns) {
        double[] numbers = rows.numbers(name);
        append(writer, name, n, (i, to) -> to.putDouble(numbers[i]));
      }
    }
  }

  private static void append(Hdf5Writer writer, String name, int n, NumpyExport.Element element)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8 * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < n; from += CHUNK) {
      bytes.clear();
      for (int i = from; i < Math.min(n, from + CHUNK); i++) {
        element.put(i, bytes);
      }
      writer.append(name, bytes.flip());
    }
  }

  /** Those that the Python package gives, and where the data come from. */
  private static SortedMap<String, Object> attributes(DatasetFolder folder) {
    DatasetInfo info = folder.info();
    SortedMap<String, Object> attributes = new TreeMap<>();
    attributes.put("kind", info.kind().label());
    attributes.put("id", info.id());
    attributes.put("contentHash", folder.contentHash());
    attributes.put("inputHash", info.inputHash());
    attributes.put("layout", info.layout().label());
    attributes.put("weighted", Boolean.toString(info.isWeighted()));
    for (String name :
        List.of(DatasetInfo.ACTION, DatasetInfo.ALGORITHM, DatasetInfo.SEED, DatasetInfo.PARENTS)) {
      Object property = info.property(name);
      if (property != null) {
        attributes.put(name, property instanceof Long ? property : Json.compact(property));
      }
    }
    if (info.property(DatasetInfo.ACTION) instanceof Map<?, ?> action
        && action.get("parameters") instanceof Map<?, ?> parameters) {
      parameters.forEach(
          (name, value) -> {
            if (value instanceof Number number) {
              attributes.put(DatasetInfo.ACTION + "." + name, number.doubleValue());
            }
          });
    }
    return attributes;
  }
}
