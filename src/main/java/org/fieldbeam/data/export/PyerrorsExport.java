package org.fieldbeam.data.export;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.ExportTarget;
import org.fieldbeam.data.row.ChainOrder;
import org.fieldbeam.data.row.MeasurementBatch;
import org.fieldbeam.data.row.OrderedRows;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.grammar.Value;

/** Measurements in the JSON format of pyerrors: part of {@link DatasetExport}. */
final class PyerrorsExport {
  /** Configurations of a replica, less than which pyerrors refuses. */
  private static final int FEWEST = 5;

  private PyerrorsExport() {}

  /** The format {@code pyerrors}. */
  @AutoService(ExportKind.class)
  public static final class OfFiles implements ExportKind {
    @Override
    public About about() {
      return About.of(
              "pyerrors",
              "The JSON format of pyerrors: an Obs for each scalar, a replica for each chain.")
          .withSource("Joswig et al., Comput. Phys. Commun. 288 (2023) 108750");
    }

    @Override
    public List<String> endings() {
      return List.of(".json", ".json.gz");
    }

    @Override
    public String suits() {
      return "measurements without weights";
    }

    @Override
    public boolean namesChains() {
      return true;
    }

    @Override
    public DatasetExport.Written write(String dataset, String file, Value settings) {
      return DatasetExport.pyerrors(dataset, file);
    }
  }

  /** Writes measurements; returns the order of their rows. */
  static ChainOrder write(DatasetFolder folder, String file) {
    String dataset = folder.path();
    List<String> names = folder.info().scalars();
    SortedMap<Long, List<double[]>> chains = new TreeMap<>();
    double[] mean = new double[names.size()];
    OrderedRows<MeasurementBatch> measurements = OrderedRows.ofMeasurements(folder);
    measurements.forEach(
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
      mean[i] /= measurements.order().rows();
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
    return measurements.order();
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
          if (rows.size() < FEWEST) {
            throw UserException.of("pyerrors takes no chain as short as this")
                .where(dataset + ", chain " + chain)
                .given(rows.size() + (rows.size() == 1 ? " configuration" : " configurations"))
                .allowed(FEWEST + " or more in every chain (replica)")
                .todo("export .csv, or measure an ensemble of longer chains")
                .build();
          }
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
}
