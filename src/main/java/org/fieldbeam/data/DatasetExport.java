package org.fieldbeam.data;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/**
 * Exports datasets to NumPy, CSV and the JSON format of pyerrors. Equal datasets give equal bytes.
 */
public final class DatasetExport {
  private static final int BATCH = 64;

  /** Configurations of a replica, less than which pyerrors refuses. */
  private static final int PYERRORS_FEWEST = 5;

  private DatasetExport() {}

  /**
   * Writes the fields of an ensemble as {@code .npy}: float64, C order, shape (N, extents...), rows
   * in the order of the shards; of a complex ensemble complex128, shape (N, components, extents...)
   * where there are several components.
   *
   * @throws UserException if the dataset is no ensemble or damaged, or the file cannot be written
   */
  public static void numpy(String dataset, String file) {
    DatasetFolder folder = DatasetFolder.open(dataset);
    if (folder.info().kind() == DatasetKind.COMPLEX) {
      ComplexExport.numpy(folder, file);
      return;
    }
    folder.require(DatasetKind.ENSEMBLE);
    EnsembleWeights.requireNone(folder, "a .npy file");
    int[] lattice = folder.info().shape();
    long[] shape = new long[lattice.length + 1];
    shape[0] = folder.manifest().rows();
    for (int axis = 0; axis < lattice.length; axis++) {
      shape[axis + 1] = lattice[axis];
    }
    double[] field = new double[folder.info().volume()];
    ByteBuffer bytes = ByteBuffer.allocate(8 * field.length).order(ByteOrder.LITTLE_ENDIAN);
    ExportTarget.write(
        file,
        out -> {
          out.write(NumpyHeader.write(shape));
          forEachBatch(
              folder,
              batch -> {
                for (int b = 0; b < batch.size(); b++) {
                  batch.copyField(b, field);
                  bytes.clear().asDoubleBuffer().put(field);
                  write(out, bytes.array());
                }
              });
        });
  }

  /**
   * Writes CSV with a header line: of an ensemble its scalar columns, and with {@code fields} one
   * column per site after them (field_0, ... in C order); of measurements all columns. Absent
   * values are empty; doubles are written so that they read back exactly.
   *
   * @throws UserException if the dataset is of another kind or damaged, or the file cannot be
   *     written
   */
  public static void csv(String dataset, String file, boolean fields) {
    DatasetFolder folder = DatasetFolder.open(dataset);
    ExportTarget.write(
        file,
        out -> {
          Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          if (folder.info().kind() == DatasetKind.MEASUREMENTS) {
            measurementsCsv(folder, writer);
          } else if (folder.info().kind() == DatasetKind.COMPLEX) {
            ComplexExport.csv(folder, fields, writer);
          } else {
            folder.require(DatasetKind.ENSEMBLE);
            ensembleCsv(folder, fields, writer);
          }
          writer.flush();
        });
  }

  private static void ensembleCsv(DatasetFolder folder, boolean fields, Writer out)
      throws IOException {
    out.write("chain,step,action,accepted,delta_h,log_q,log_weight");
    int volume = fields ? folder.info().volume() : 0;
    for (int x = 0; x < volume; x++) {
      out.write(",field_" + x);
    }
    out.write("\n");
    StringBuilder line = new StringBuilder();
    forEachBatch(
        folder,
        batch -> {
          for (int b = 0; b < batch.size(); b++) {
            line.setLength(0);
            line.append(batch.chain()[b]).append(',').append(batch.step()[b]);
            value(line, batch.action()[b]);
            int accepted = batch.accepted()[b];
            line.append(',').append(accepted < 0 ? "" : accepted == 1 ? "true" : "false");
            value(line, batch.deltaH()[b]);
            value(line, batch.logQ()[b]);
            value(line, batch.logWeight()[b]);
            for (int x = 0; x < volume; x++) {
              value(line, batch.fields()[x * batch.size() + b]);
            }
            write(out, line.append('\n'));
          }
        });
  }

  private static void measurementsCsv(DatasetFolder folder, Writer out) throws IOException {
    out.write("chain,step,log_weight");
    for (String name : folder.info().scalars()) {
      out.write("," + name);
    }
    out.write("\n");
    StringBuilder line = new StringBuilder();
    forEachMeasurement(
        folder,
        batch -> {
          for (int b = 0; b < batch.size(); b++) {
            line.setLength(0);
            line.append(batch.chain()[b]).append(',').append(batch.step()[b]);
            value(line, batch.logWeight()[b]);
            for (int i = 0; i < batch.names().size(); i++) {
              value(line, batch.scalar(i)[b]);
            }
            write(out, line.append('\n'));
          }
        });
  }

  /**
   * Writes the scalars of a measurement dataset in pyerrors' {@code .json.gz} format: one structure
   * of type List with an Obs per scalar (its tag is the scalar's name), one replica {@code
   * ID|rCHAIN} per chain, the step as configuration number, and the deviations from the overall
   * mean as deltas. In Python: {@code pyerrors.input.json.load_json(path)}. The scalars are held in
   * memory.
   *
   * @param file ends in {@code .gz} to be compressed
   * @throws UserException if the dataset is of another kind, damaged, or weighted, a chain has
   *     fewer configurations than pyerrors takes or a step twice, or a value is not finite
   */
  public static void pyerrors(String dataset, String file) {
    DatasetFolder folder = DatasetFolder.open(dataset, DatasetKind.MEASUREMENTS);
    List<String> names = folder.info().scalars();
    SortedMap<Long, List<double[]>> chains = new TreeMap<>();
    double[] mean = new double[names.size()];
    forEachMeasurement(
        folder,
        batch -> {
          for (int b = 0; b < batch.size(); b++) {
            if (!Double.isNaN(batch.logWeight()[b])) {
              throw UserException.of("pyerrors' format has no place for importance weights")
                  .where(dataset)
                  .todo("correct the ensemble with method: metropolis and measure that")
                  .build();
            }
            double[] row = new double[names.size() + 1];
            row[0] = batch.step()[b];
            for (int i = 0; i < names.size(); i++) {
              row[i + 1] = finite(batch.scalar(i)[b], names.get(i), dataset);
              mean[i] += row[i + 1];
            }
            chains.computeIfAbsent(batch.chain()[b], chain -> new ArrayList<>()).add(row);
          }
        });
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= folder.manifest().rows();
    }
    requireReplicas(dataset, chains);
    ExportTarget.write(
        file,
        out -> {
          if (file.endsWith(".gz")) {
            GZIPOutputStream zipped = new GZIPOutputStream(out);
            pyerrors(zipped, folder.info(), chains, mean);
            zipped.finish();
          } else {
            pyerrors(out, folder.info(), chains, mean);
          }
        });
  }

  private static double finite(double value, String name, String dataset) {
    if (!Double.isFinite(value)) {
      throw UserException.of("pyerrors takes finite numbers only")
          .where(dataset + ", column " + name)
          .given(value)
          .todo("export .csv, and leave this column or these rows out")
          .build();
    }
    return value;
  }

  /** What pyerrors asks of the chains, its replicas: else it would refuse the file. */
  private static void requireReplicas(String dataset, SortedMap<Long, List<double[]>> chains) {
    if (chains.isEmpty()) {
      throw UserException.of("there are no measurements to export").where(dataset).build();
    }
    chains.forEach(
        (chain, rows) -> {
          if (rows.size() < PYERRORS_FEWEST) {
            throw UserException.of("pyerrors takes no chain as short as this")
                .where(dataset + ", chain " + chain)
                .given(rows.size() + (rows.size() == 1 ? " configuration" : " configurations"))
                .allowed(PYERRORS_FEWEST + " or more in every chain (replica)")
                .todo("export .csv, or measure an ensemble of longer chains")
                .build();
          }
          rows.sort(Comparator.comparingDouble(row -> row[0]));
          for (int i = 1; i < rows.size(); i++) {
            if (rows.get(i)[0] == rows.get(i - 1)[0]) {
              throw UserException.of("pyerrors takes no step of a chain twice")
                  .where(dataset + ", chain " + chain + ", step " + (long) rows.get(i)[0])
                  .allowed("a step of its own for each configuration")
                  .todo("export .csv")
                  .build();
            }
          }
        });
  }

  private static void pyerrors(
      OutputStream out, DatasetInfo info, SortedMap<Long, List<double[]>> chains, double[] mean)
      throws IOException {
    try (JsonGenerator json = Json.generator(out)) {
      json.writeStartObject();
      json.writeStringField("program", "fieldbeam");
      json.writeStringField("version", "1.1");
      json.writeStringField("description", "Measurements of the ensemble " + info.id());
      json.writeArrayFieldStart("obsdata");
      json.writeStartObject();
      json.writeStringField("type", "List");
      json.writeStringField("layout", Integer.toString(mean.length));
      json.writeArrayFieldStart("tag");
      for (String name : info.scalars()) {
        json.writeString(name);
      }
      json.writeEndArray();
      json.writeFieldName("value");
      json.writeArray(mean, 0, mean.length);
      json.writeArrayFieldStart("data");
      json.writeStartObject();
      json.writeStringField("id", info.id());
      json.writeArrayFieldStart("replica");
      for (var chain : chains.entrySet()) {
        json.writeStartObject();
        json.writeStringField("name", info.id() + "|r" + chain.getKey());
        json.writeArrayFieldStart("deltas");
        for (double[] row : chain.getValue()) {
          json.writeStartArray();
          json.writeNumber((long) row[0]);
          for (int i = 0; i < mean.length; i++) {
            json.writeNumber(row[i + 1] - mean[i]);
          }
          json.writeEndArray();
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void forEachBatch(DatasetFolder folder, Consumer<EnsembleBatch> action) {
    EnsembleBatch batch = new EnsembleBatch(folder.info().shape(), BATCH);
    for (int shard = 0; shard < folder.shardCount(); shard++) {
      try (EnsembleReader reader = EnsembleReader.open(folder, shard)) {
        while (reader.read(batch) > 0) {
          action.accept(batch);
        }
      }
    }
  }

  private static void forEachMeasurement(DatasetFolder folder, Consumer<MeasurementBatch> action) {
    MeasurementBatch batch = new MeasurementBatch(folder.info().scalars(), BATCH);
    for (int shard = 0; shard < folder.shardCount(); shard++) {
      try (MeasurementReader reader = MeasurementReader.open(folder, shard)) {
        while (reader.read(batch) > 0) {
          action.accept(batch);
        }
      }
    }
  }

  static void value(StringBuilder line, double value) {
    line.append(',');
    if (!Double.isNaN(value)) {
      line.append(Json.compact(value));
    }
  }

  static void write(OutputStream out, byte[] bytes) {
    try {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(Writer out, CharSequence text) {
    try {
      out.append(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
