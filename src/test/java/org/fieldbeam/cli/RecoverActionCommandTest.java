package org.fieldbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.cli.text.Terminal;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowWriter;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code recover-action} says of ensembles that are none of phi^4. */
class RecoverActionCommandTest {
  private static final int CHAINS = 16;
  private static final int ROWS = 1024;

  @TempDir Path folder;
  private String out = "";
  private String err = "";

  private int recover(String path, String... options) {
    StringWriter results = new StringWriter();
    StringWriter errors = new StringWriter();
    int code =
        Main.execute(
            new Terminal(
                new PrintWriter(results), new PrintWriter(errors), false, System::nanoTime),
            Stream.concat(Stream.of("recover-action", path), Arrays.stream(options))
                .toArray(String[]::new));
    out = results.toString();
    err = errors.toString();
    return code;
  }

  /** White noise of a standard deviation about a mean. */
  private String noise(double mean, double sigma) {
    int[] shape = {4, 4};
    EnsembleBatch rows = new EnsembleBatch(shape, ROWS);
    rows.resize(ROWS);
    Streams.of(11, "noise", 0, 0).gaussians(rows.fields(), 0, 1, rows.fields().length);
    Arrays.setAll(rows.fields(), i -> mean + sigma * rows.fields()[i]);
    for (int b = 0; b < ROWS; b++) {
      rows.chain()[b] = b % CHAINS;
      rows.step()[b] = b / CHAINS;
    }
    String path = folder.resolve("noise").toString();
    DatasetInfo info = DatasetInfo.of(DatasetKind.ENSEMBLE, "noise", "import", "hash", shape);
    try (RowWriter<EnsembleBatch> writer = EnsembleBatch.ROWS.create(path, info, 0, 1)) {
      writer.write(rows);
      DatasetFolder.commit(path, info, List.of(writer.finish()), Map.of());
    }
    return path;
  }

  /** Equations that contradict each other: no couplings are printed, and the exit code says so. */
  @Test
  void printsNoCouplingsOfWhatHasNone() {
    String path = noise(0, 1);
    assertEquals(ExitCode.CHECK_FAILED, recover(path), out + err);
    assertTrue(out.startsWith("not an ensemble of phi^4"), out);
    assertFalse(out.contains("kappa   ") || out.contains("lambda  "), out);
    assertTrue(out.contains("divided by 1.4"), "the free field has variance 1/2: " + out);
    assertEquals(ExitCode.CHECK_FAILED, recover(path, "--json"), out + err);
    JsonObject json = Json.parseObject(out, "stdout");
    assertNull(json.tree("kappa"));
    assertNull(json.tree("lambda"));
    assertTrue(json.object("fit").number("probability") < 1e-4, out);
    assertFalse(json.string("objection").isEmpty());
  }

  @Test
  void saysHowWellItFits() {
    String path = noise(0, Math.sqrt(0.5));
    assertEquals(ExitCode.DONE, recover(path), out + err);
    assertTrue(out.contains("equations hold, probability"), out);
    assertEquals(ExitCode.DONE, recover(path, "--json"), out + err);
    JsonObject json = Json.parseObject(out, "stdout");
    assertTrue(json.object("fit").number("probability") >= 1e-4, out);
    assertNull(json.tree("objection"));
  }

  @Test
  void refusesWhatDoesNotFluctuate() {
    assertEquals(ExitCode.FAILED, recover(noise(1.0 / 3, 0)), out);
    assertTrue(err.contains("do not determine kappa and lambda"), err);
    assertEquals("", out);
  }
}
