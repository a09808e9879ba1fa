package org.fieldbeam.beam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.Create;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.row.MeasurementBatch;
import org.fieldbeam.data.row.RowWriter;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Measurements are read by the names of their columns, whichever version wrote them. */
class OldMeasurementsTest {
  private static final Lattice LATTICE = Lattice.of(2, 2);
  private static final int ROWS = 256;

  @TempDir Path folder;

  /** Estimates and the Schwinger-Dyson check of independent sites, from some of the columns. */
  private Map<String, Double> estimates(String name, List<String> kept) throws Exception {
    Action action = Phi4.of(LATTICE, 0, 0);
    double[] phi = new double[LATTICE.volume() * ROWS];
    Streams.of(1, "old", 0, 0).gaussians(phi, 0, 1, phi.length);
    for (int i = 0; i < phi.length; i++) {
      phi[i] *= Math.sqrt(0.5);
    }
    EnsembleMeasurement measurement = EnsembleMeasurement.of(action);
    double[] columns = new double[measurement.columns().size() * ROWS];
    measurement.kernel().measure(phi, ROWS, columns);
    String path = folder.resolve(name).toString();
    DatasetInfo info =
        DatasetInfo.of(DatasetKind.MEASUREMENTS, name, "measure", "hash", LATTICE.shape())
            .with(DatasetInfo.ACTION, DatasetActions.property(action))
            .with(DatasetInfo.SCALARS, kept);
    MeasurementBatch batch = new MeasurementBatch(kept, ROWS);
    batch.resize(ROWS);
    for (String column : kept) {
      int from = measurement.columns().indexOf(column) * ROWS;
      System.arraycopy(columns, from, batch.scalar(column), 0, ROWS);
    }
    for (int b = 0; b < ROWS; b++) {
      batch.chain()[b] = b % 16;
      batch.step()[b] = b / 16;
    }
    try (RowWriter<MeasurementBatch> writer = MeasurementBatch.ROWS.create(path, info, 0, 1)) {
      writer.write(batch);
      DatasetFolder.commit(path, info, List.of(writer.finish()), Map.of());
    }
    StageJob.run(
        "aggregate",
        Runners.direct(1),
        pipeline ->
            pipeline
                .apply(Create.of(Folder.of(path)))
                .apply(
                    AggregateObservables.standard()
                        .into(StageOutput.to(folder.resolve(name + "-out").toString()))),
        Progress.none());
    Map<String, Double> values = new java.util.TreeMap<>();
    for (String file : List.of("estimates.json", "checks.json")) {
      String text = Files.readString(folder.resolve(name + "-out").resolve(file));
      for (Object row : (List<?>) Json.parse(text, file)) {
        JsonObject entry = JsonObject.of(row, file);
        String key = entry.string(file.equals("estimates.json") ? "observable" : "check");
        values.putIfAbsent(key, entry.has("value") ? entry.number("value") : Double.NaN);
      }
    }
    return values;
  }

  @Test
  void columnsMayStandInAnyOrderAndNewerOnesMayBeMissing() throws Exception {
    List<String> all = EnsembleMeasurement.of(Phi4.of(LATTICE, 0, 0)).columns();
    Map<String, Double> now = estimates("now", all);
    List<String> turned = new ArrayList<>(all);
    java.util.Collections.reverse(turned);
    assertEquals(now, estimates("turned", turned));
    List<String> old = all.stream().filter(name -> !name.matches("schwingerDyson.+")).toList();
    assertEquals(all.size() - 4, old.size());
    Map<String, Double> before = estimates("old", old);
    assertEquals(now.keySet(), before.keySet());
    assertEquals(now.get("xi"), before.get("xi"));
    assertEquals(now.get("phi4"), before.get("phi4"));
  }

  @Test
  void refusesMeasurementsWithoutAColumnOfAllVersions() {
    List<String> without =
        EnsembleMeasurement.of(Phi4.of(LATTICE, 0, 0)).columns().stream()
            .filter(name -> !name.equals("nn"))
            .toList();
    UserException refusal = assertThrows(UserException.class, () -> estimates("without", without));
    assertTrue(refusal.getMessage().contains("nn"), refusal.getMessage());
  }
}
