package org.fieldbeam.data.export;

import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.ExportTarget;
import org.fieldbeam.data.row.ChainOrder;
import org.fieldbeam.data.row.ComplexBatch;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.MeasurementBatch;
import org.fieldbeam.data.row.OrderedRows;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Value;

/** Datasets as CSV: part of {@link DatasetExport}. */
final class CsvExport {
  private final Writer out;
  private final StringBuilder line = new StringBuilder();

  private CsvExport(OutputStream out) {
    this.out = new OutputStreamWriter(out, StandardCharsets.UTF_8);
  }

  /** Writes a dataset; returns the order of its rows. */
  static ChainOrder write(DatasetFolder folder, String file, boolean fields) {
    DatasetInfo info = folder.info();
    return switch (info.kind()) {
      case MEASUREMENTS -> {
        OrderedRows<MeasurementBatch> rows = OrderedRows.ofMeasurements(folder);
        ExportTarget.write(file, out -> new CsvExport(out).measurements(rows, info.scalars()));
        yield rows.order();
      }
      case COMPLEX -> {
        OrderedRows<ComplexBatch> rows = OrderedRows.ofComplex(folder);
        int values = fields ? info.values() : 0;
        ExportTarget.write(file, out -> new CsvExport(out).complex(rows, values));
        yield rows.order();
      }
      case ENSEMBLE -> {
        OrderedRows<EnsembleBatch> rows = OrderedRows.ofEnsemble(folder);
        boolean acceptance = info.scalars().contains(DatasetInfo.ACCEPTANCE);
        int values = fields ? info.values() : 0;
        ExportTarget.write(file, out -> new CsvExport(out).ensemble(rows, acceptance, values));
        yield rows.order();
      }
      case NOISED, TRAINING ->
          throw new IllegalStateException("no CSV of a dataset of kind " + info.kind().label());
    };
  }

  private void ensemble(OrderedRows<EnsembleBatch> rows, boolean acceptance, int values)
      throws IOException {
    out.write("chain,step,action,accepted,delta_h,log_q,log_weight");
    out.write(acceptance ? "," + DatasetInfo.ACCEPTANCE : "");
    for (int x = 0; x < values; x++) {
      out.write(",field_" + x);
    }
    out.write("\n");
    rows.forEach(
        batch -> {
          for (int b = 0; b < batch.size(); b++) {
            begin(batch.chain()[b], batch.step()[b]);
            value(batch.action()[b]);
            int accepted = batch.accepted()[b];
            line.append(',').append(accepted < 0 ? "" : accepted == 1 ? "true" : "false");
            value(batch.deltaH()[b]);
            value(batch.logQ()[b]);
            value(batch.logWeight()[b]);
            if (acceptance) {
              value(batch.acceptance()[b]);
            }
            for (int x = 0; x < values; x++) {
              value(batch.fields()[x * batch.size() + b]);
            }
            end();
          }
        });
    out.flush();
  }

  private void complex(OrderedRows<ComplexBatch> rows, int values) throws IOException {
    out.write("chain,step,action,action_imag,drift,runaways");
    for (int x = 0; x < values; x++) {
      out.write(",field_" + x + ",field_imag_" + x);
    }
    out.write("\n");
    rows.forEach(
        batch -> {
          for (int b = 0; b < batch.size(); b++) {
            begin(batch.chain()[b], batch.step()[b]);
            value(batch.action()[b]);
            value(batch.actionImaginary()[b]);
            value(batch.drift()[b]);
            line.append(',').append(batch.runaways()[b]);
            for (int x = 0; x < values; x++) {
              value(batch.fields()[x * batch.size() + b]);
              value(batch.imaginary()[x * batch.size() + b]);
            }
            end();
          }
        });
    out.flush();
  }

  private void measurements(OrderedRows<MeasurementBatch> rows, List<String> names)
      throws IOException {
    out.write("chain,step,log_weight");
    for (String name : names) {
      out.write("," + name);
    }
    out.write("\n");
    rows.forEach(
        batch -> {
          for (int b = 0; b < batch.size(); b++) {
            begin(batch.chain()[b], batch.step()[b]);
            value(batch.logWeight()[b]);
            for (int i = 0; i < names.size(); i++) {
              value(batch.scalar(i)[b]);
            }
            end();
          }
        });
    out.flush();
  }

  /** The format {@code csv}. */
  @AutoService(ExportKind.class)
  public static final class OfFiles implements ExportKind {
    @Override
    public About about() {
      return About.of(
          "csv",
          "A line of text for each row, its columns separated by commas; numbers read back exactly,"
              + " absent ones are empty.",
          Fields.of(
              withDefault(
                  "fields",
                  new Type.Flag(),
                  "false",
                  "Whether the field values are written, a column for each.")));
    }

    @Override
    public List<String> endings() {
      return List.of(".csv");
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
      return DatasetExport.csv(dataset, file, settings.get("fields").flag());
    }
  }

  private void begin(long chain, long step) {
    line.setLength(0);
    line.append(chain).append(',').append(step);
  }

  private void value(double value) {
    line.append(',');
    if (!Double.isNaN(value)) {
      line.append(Json.compact(value));
    }
  }

  private void end() {
    DatasetExport.write(out, line.append('\n'));
  }
}
