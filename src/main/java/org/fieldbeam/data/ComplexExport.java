package org.fieldbeam.data;

import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Complex ensembles as NumPy and CSV: part of {@link DatasetExport}. */
final class ComplexExport {
  private static final int BATCH = 64;

  private ComplexExport() {}

  static void numpy(DatasetFolder folder, String file) {
    List<Long> shape = new ArrayList<>(List.of(folder.manifest().rows()));
    int values = folder.info().values();
    if (values > folder.info().volume()) {
      shape.add((long) values / folder.info().volume());
    }
    for (int extent : folder.info().shape()) {
      shape.add((long) extent);
    }
    ByteBuffer bytes = ByteBuffer.allocate(16 * values).order(ByteOrder.LITTLE_ENDIAN);
    ExportTarget.write(
        file,
        out -> {
          out.write(NumpyHeader.writeComplex(shape.stream().mapToLong(Long::longValue).toArray()));
          forEachBatch(
              folder,
              batch -> {
                for (int b = 0; b < batch.size(); b++) {
                  bytes.clear();
                  for (int x = 0; x < values; x++) {
                    bytes.putDouble(batch.fields()[x * batch.size() + b]);
                    bytes.putDouble(batch.imaginary()[x * batch.size() + b]);
                  }
                  DatasetExport.write(out, bytes.array());
                }
              });
        });
  }

  static void csv(DatasetFolder folder, boolean fields, Writer out) throws IOException {
    out.write("chain,step,action,action_imag,drift,runaways");
    int values = fields ? folder.info().values() : 0;
    for (int x = 0; x < values; x++) {
      out.write(",field_" + x + ",field_imag_" + x);
    }
    out.write("\n");
    StringBuilder line = new StringBuilder();
    forEachBatch(
        folder,
        batch -> {
          for (int b = 0; b < batch.size(); b++) {
            line.setLength(0);
            line.append(batch.chain()[b]).append(',').append(batch.step()[b]);
            DatasetExport.value(line, batch.action()[b]);
            DatasetExport.value(line, batch.actionImaginary()[b]);
            DatasetExport.value(line, batch.drift()[b]);
            line.append(',').append(batch.runaways()[b]);
            for (int x = 0; x < values; x++) {
              DatasetExport.value(line, batch.fields()[x * batch.size() + b]);
              DatasetExport.value(line, batch.imaginary()[x * batch.size() + b]);
            }
            DatasetExport.write(out, line.append('\n'));
          }
        });
  }

  private static void forEachBatch(DatasetFolder folder, Consumer<ComplexBatch> action) {
    ComplexBatch batch = ComplexBatch.of(folder.info(), BATCH);
    for (int shard = 0; shard < folder.shardCount(); shard++) {
      try (ComplexReader reader = ComplexReader.open(folder, shard)) {
        while (reader.read(batch) > 0) {
          action.accept(batch);
        }
      }
    }
  }
}
