package org.fieldbeam.data.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.observable.EnsembleAnalysis;
import org.fieldbeam.core.observable.EnsembleKernel;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.EnsembleResult;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.MeasurementAnalysis;
import org.fieldbeam.core.observable.ObservableChoice;
import org.fieldbeam.core.observable.ObservableEstimate;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.TreeSum;
import org.fieldbeam.data.TestData;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.check.DatasetChecks;
import org.fieldbeam.data.check.DatasetVerifier;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.export.DatasetExport;
import org.fieldbeam.data.row.Configuration;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.storage.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Exported and imported, an ensemble has the errors and autocorrelation times that it had: chains
 * and steps travel in every format. Rows of its shards come by turns of the chains, as generate
 * writes them.
 */
class ChainTransportTest {
  private static final int[] SHAPE = {4, 4};
  private static final int CHAINS = 8;
  private static final int LENGTH = 64;
  private static final Action ACTION = Phi4.of(Lattice.of(SHAPE), 0.26, 0.022);
  private static final EnsembleTraits TRAITS = EnsembleTraits.of(ACTION).withEnergies(true);

  @TempDir Path folder;

  /** A dataset of autoregressive fields, two shards of four chains each. */
  private DatasetFolder dataset(String name, double memory, double scale) {
    Random random = new Random(8);
    DatasetInfo info = TestData.ensembleInfo(SHAPE);
    List<ShardEntry> shards = new ArrayList<>();
    String path = folder.resolve(name).toString();
    for (int shard = 0; shard < 2; shard++) {
      double[][] field = new double[CHAINS / 2][16];
      List<Configuration> rows = new ArrayList<>();
      for (int t = -40; t < LENGTH; t++) {
        for (int c = 0; c < CHAINS / 2; c++) {
          for (int x = 0; x < 16; x++) {
            double noise = Math.sqrt(1 - memory * memory) * random.nextGaussian();
            field[c][x] = memory * field[c][x] + scale * noise;
          }
          if (t >= 0) {
            rows.add(
                new Configuration(
                    shard * CHAINS / 2 + c,
                    500 + 25L * t,
                    SHAPE,
                    field[c].clone(),
                    null,
                    t % 3 != 0,
                    0.1 * c,
                    null,
                    null));
          }
        }
      }
      shards.add(TestData.write(path, info, shard, 2, rows, 16));
    }
    return DatasetFolder.commit(path, info, shards, Map.of());
  }

  private static EnsembleResult measure(DatasetFolder dataset) {
    EnsembleAnalysis analysis =
        EnsembleMeasurement.of(TRAITS, ObservableChoice.standard()).analysis();
    double[] means = sums(dataset, analysis::meanPass, EnsembleAnalysis.MEAN_JOIN);
    double[] gammas = sums(dataset, () -> analysis.gammaPass(means), EnsembleAnalysis.GAMMA_JOIN);
    return analysis.result(means, gammas);
  }

  private static double[] sums(
      DatasetFolder dataset, Supplier<MeasurementAnalysis.Pass> pass, TreeSum.Join join) {
    TreeSum tree = new TreeSum(join);
    EnsembleMeasurement measurement = EnsembleMeasurement.of(ACTION);
    EnsembleKernel kernel = measurement.kernel();
    int width = measurement.columns().size();
    double[] values = new double[width * 16];
    double[] columns = new double[width];
    for (int shard = 0; shard < dataset.shardCount(); shard++) {
      MeasurementAnalysis.Pass sums = pass.get();
      EnsembleBatch batch = new EnsembleBatch(SHAPE, 16);
      try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(dataset, shard)) {
        while (reader.read(batch) > 0) {
          kernel.measure(batch.fields(), batch.size(), values);
          for (int b = 0; b < batch.size(); b++) {
            for (int c = 0; c < columns.length; c++) {
              columns[c] = values[c * batch.size() + b];
            }
            sums.add(batch.chain()[b], columns, 0, batch.deltaH()[b]);
          }
        }
      }
      tree.add(shard, sums.sums());
    }
    return tree.result(dataset.shardCount());
  }

  private void assertSame(DatasetFolder original, DatasetFolder imported, String what) {
    Map<String, ObservableEstimate> expected = new LinkedHashMap<>();
    measure(original).estimates().forEach(e -> expected.put(e.name(), e));
    List<ObservableEstimate> found = measure(imported).estimates();
    assertEquals(expected.keySet(), new LinkedHashSet<>(names(found)), what);
    for (ObservableEstimate e : found) {
      ObservableEstimate o = expected.get(e.name());
      String name = what + " " + e.name();
      assertNear(o.estimate().value(), e.estimate().value(), name);
      assertNear(o.estimate().error(), e.estimate().error(), name);
      assertNear(o.estimate().tauInt(), e.estimate().tauInt(), name);
      assertEquals(o.estimate().windowClosed(), e.estimate().windowClosed(), name);
    }
  }

  private static List<String> names(List<ObservableEstimate> estimates) {
    return estimates.stream().map(ObservableEstimate::name).toList();
  }

  /** Equal up to the order of the sums. */
  private static void assertNear(double expected, double found, String what) {
    double delta = 1e-9 * Math.max(1e-3, Math.abs(expected));
    assertEquals(expected, found, Double.isFinite(delta) ? delta : 1, what);
  }

  private EnsembleImport.Result run(EnsembleImport.Request request, String name) {
    return EnsembleImport.run(
        request.withAction(TestData.PHI4), folder.resolve(name).toString(), name);
  }

  @Test
  void everyFormatKeepsErrors() throws Exception {
    DatasetFolder original = dataset("original", 0.8, 1);
    String npy = folder.resolve("x.npy").toString();
    String npz = folder.resolve("x.npz").toString();
    DatasetExport.Written written = DatasetExport.numpy(original.path(), npy);
    assertEquals(new DatasetExport.Written(CHAINS * LENGTH, CHAINS, LENGTH), written);
    DatasetExport.archive(original.path(), npz);
    String all = "'" + original.path() + "/*.parquet'";
    String merged = copy("select * from " + all, "merged.parquet");
    String shuffled = copy("select * from " + all + " order by hash(step, chain)", "s.parquet");
    String fields = copy("select field from " + all + " order by chain, step", "f.parquet");

    Map<String, EnsembleImport.Request> requests = new LinkedHashMap<>();
    requests.put("npy", EnsembleImport.Request.of(npy).withChains(CHAINS));
    requests.put("npz", EnsembleImport.Request.of(npz));
    requests.put("merged", parquet(merged));
    requests.put("shuffled", parquet(shuffled));
    requests.put("fields", parquet(fields).withChains(CHAINS));
    double[] values = new double[CHAINS * LENGTH * 16];
    byte[] bytes = Files.readAllBytes(Path.of(npy));
    ByteBuffer.wrap(bytes, bytes.length - 8 * values.length, 8 * values.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asDoubleBuffer()
        .get(values);
    int[] axes = {CHAINS, LENGTH, 4, 4};
    byte[] fortran = NumpyBytes.npy("<f8", "True", axes, NumpyBytes.order(values, axes, true));
    Path inC = Files.write(folder.resolve("c.npy"), NumpyBytes.npy(axes, values));
    Path inFortran = Files.write(folder.resolve("fortran.npy"), fortran);
    requests.put("axes", EnsembleImport.Request.of(inC.toString()).withShape(SHAPE));
    requests.put("columns", EnsembleImport.Request.of(inFortran.toString()).withShape(SHAPE));
    for (Map.Entry<String, EnsembleImport.Request> each : requests.entrySet()) {
      EnsembleImport.Result result = run(each.getValue(), each.getKey());
      assertTrue(result.split().startsWith("8 chains of 64 configurations"), result.split());
      assertTrue(result.checks().get(0).passed(), result.checks().get(0).explanation());
      boolean whole = !List.of("npy", "fields", "axes", "columns").contains(each.getKey());
      if (whole) { // with delta_h, of which <exp(-Delta H)> is
        assertSame(original, result.dataset(), each.getKey());
        Configuration last = TestData.read(result.dataset().shardPath(0), 16).get(511);
        assertEquals(7, last.chain());
        assertEquals(500 + 25L * 63, last.step());
        assertEquals(false, last.accepted());
      } else {
        Map<String, Double> errors = new LinkedHashMap<>();
        measure(original).estimates().forEach(e -> errors.put(e.name(), e.estimate().error()));
        for (ObservableEstimate e : measure(result.dataset()).estimates()) {
          assertNear(errors.get(e.name()), e.estimate().error(), each.getKey() + e.name());
        }
      }
      assertTrue(DatasetVerifier.passed(DatasetVerifier.verify(result.dataset().path())));
    }
    // and what is exported again is the same file
    String again = folder.resolve("again.npz").toString();
    EnsembleImport.Result bare =
        EnsembleImport.run(
            EnsembleImport.Request.of(npz), folder.resolve("bare").toString(), "bare");
    DatasetExport.archive(bare.dataset().path(), again);
    assertEquals(Storage.sha256(npz), Storage.sha256(again));
  }

  private String copy(String select, String name) throws Exception {
    Path file = folder.resolve(name);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("copy (" + select + ") to '" + file + "' (format parquet)");
    }
    return file.toString();
  }

  private static EnsembleImport.Request parquet(String path) {
    return EnsembleImport.Request.of(path).withShape(SHAPE).withColumn("field");
  }

  /** The file of the issue: rows by turns, taken for blocks. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 16})
  void rowsByTurnsAreNotTakenForBlocks(int chains) throws IOException {
    DatasetFolder original = dataset("original", 0.8, 1);
    double[] turns = new double[CHAINS * LENGTH * 16];
    EnsembleBatch batch = new EnsembleBatch(SHAPE, 16);
    double[] field = new double[16];
    for (int shard = 0; shard < 2; shard++) {
      try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(original, shard)) {
        while (reader.read(batch) > 0) {
          for (int b = 0; b < batch.size(); b++) {
            long place = (batch.step()[b] - 500) / 25 * CHAINS + batch.chain()[b];
            batch.copyField(b, field);
            System.arraycopy(field, 0, turns, (int) place * 16, 16);
          }
        }
      }
    }
    Path file =
        Files.write(
            folder.resolve("turns.npy"), NumpyBytes.npy(new int[] {CHAINS * LENGTH, 4, 4}, turns));
    EnsembleImport.Request request = EnsembleImport.Request.of(file.toString());
    EnsembleImport.Result wrong = run(request.withChains(chains), "wrong");
    Check split = wrong.checks().get(0);
    assertEquals("chainSplit", split.name());
    assertTrue(split.failed(), split.explanation());
    assertTrue(split.explanation().contains("--chains 8 --interleaved"), split.explanation());
    // every measurement repeats it
    assertTrue(DatasetChecks.of(wrong.dataset().manifest()).get(0).check().failed());
    EnsembleImport.Result right = run(request.withChainsByTurns(CHAINS), "right");
    assertTrue(right.checks().get(0).passed(), right.checks().get(0).explanation());
    Map<String, Double> errors = new LinkedHashMap<>();
    measure(original).estimates().forEach(e -> errors.put(e.name(), e.estimate().error()));
    for (ObservableEstimate e : measure(right.dataset()).estimates()) {
      assertNear(errors.get(e.name()), e.estimate().error(), e.name());
    }
  }

  @Test
  void oneChainThatWasCutIsFound() throws IOException {
    Random random = new Random(3);
    int rows = 512;
    double[] values = new double[rows * 16];
    for (int i = 0; i < values.length; i++) {
      double noise = Math.sqrt(1 - 0.9 * 0.9) * random.nextGaussian();
      values[i] = (i < 16 ? 0 : 0.9 * values[i - 16]) + noise;
    }
    Path file =
        Files.write(folder.resolve("x.npy"), NumpyBytes.npy(new int[] {rows, 4, 4}, values));
    EnsembleImport.Request request = EnsembleImport.Request.of(file.toString());
    Check cut = run(request.withChains(32), "cut").checks().get(0);
    assertTrue(cut.failed(), cut.explanation());
    assertTrue(cut.explanation().contains("chains seem to have been cut"), cut.explanation());
    Check whole = run(request, "whole").checks().get(0);
    assertTrue(whole.passed(), whole.explanation());
  }

  @Test
  void configurationsThatComeAgainAreFound() throws IOException {
    Random random = new Random(4);
    double[] values = random.doubles(64 * 16).toArray();
    System.arraycopy(values, 0, values, 16, 16); // rejected: nothing wrong
    Path file = folder.resolve("x.npy");
    EnsembleImport.Request request = EnsembleImport.Request.of(file.toString()).withChains(4);
    Files.write(file, NumpyBytes.npy(new int[] {64, 4, 4}, values));
    assertTrue(run(request, "rejected").checks().get(0).passed());
    System.arraycopy(values, 5 * 16, values, 40 * 16, 16);
    Files.write(file, NumpyBytes.npy(new int[] {64, 4, 4}, values));
    Check again = run(request, "again").checks().get(0);
    assertTrue(again.failed(), again.explanation());
    assertTrue(again.explanation().contains("1 configuration comes again"), again.explanation());
  }

  /** The identity tells the two normalisations of one theory apart. */
  @Test
  void normalizations() throws IOException {
    // a Gaussian field of the free theory at kappa = 0 and its hopping form: <phi^2> = 1/2
    Random random = new Random(6);
    double[] phi = random.doubles(256 * 16).toArray();
    for (int i = 0; i < phi.length; i++) {
      phi[i] = Math.sqrt(0.5) * random.nextGaussian();
    }
    double kappa = 1e-4; // so small that sites are independent within errors
    Path file = folder.resolve("x.npy");
    Files.write(file, NumpyBytes.npy(new int[] {256, 4, 4}, phi));
    EnsembleImport.Request request = EnsembleImport.Request.of(file.toString());
    Map<String, Object> byMass =
        Map.of("name", "phi4", "parameters", Map.of("m2", 1 / kappa - 4, "lambda0", 0.0));
    Map<String, Object> byKappa = Map.of("name", "free", "parameters", Map.of("kappa", kappa));
    String target = folder.resolve("i").toString();
    UserException e =
        assertThrows(
            UserException.class, () -> EnsembleImport.run(request.withAction(byMass), target, "i"));
    assertTrue(e.getMessage().contains("--normalization bare"), e.getMessage());
    for (Map<String, Object> action : List.of(byMass, byKappa)) {
      EnsembleImport.Request hopping =
          request.withAction(action).withScale(EnsembleImport.Scale.HOPPING);
      List<Check> good = EnsembleImport.run(hopping, target, "i").checks();
      assertTrue(good.get(1).passed(), good.get(1).explanation());
      List<Check> bad =
          EnsembleImport.run(hopping.withScale(EnsembleImport.Scale.BARE), target, "i").checks();
      assertTrue(bad.get(1).failed(), bad.get(1).explanation());
      assertTrue(
          bad.get(1).explanation().contains("--normalization hopping"), bad.get(1).explanation());
    }
    double[] bare = Arrays.stream(phi).map(v -> Math.sqrt(2 * kappa) * v).toArray();
    Files.write(file, NumpyBytes.npy(new int[] {256, 4, 4}, bare));
    EnsembleImport.Result result =
        EnsembleImport.run(
            request.withAction(byMass).withScale(EnsembleImport.Scale.BARE), target, "i");
    assertTrue(result.checks().get(1).passed(), result.checks().get(1).explanation());
    double[] field = TestData.read(result.dataset().shardPath(0), 16).get(0).field();
    assertEquals(phi[3], field[3], 1e-14);
    EnsembleImport.Request none = request.withScale(EnsembleImport.Scale.BARE);
    assertThrows(UserException.class, () -> EnsembleImport.run(none, target, "i"));
  }

  @Test
  void weightsAreAskedFor() throws IOException {
    double[] values = new Random(6).doubles(32 * 16).toArray();
    double[] weights = new Random(7).doubles(32).toArray();
    Path file = folder.resolve("x.npz");
    Files.write(
        file,
        NumpyBytes.npz(
            Map.of(
                "phi", NumpyBytes.npy(new int[] {32, 4, 4}, values),
                "log_weight", NumpyBytes.npy(new int[] {32}, weights))));
    EnsembleImport.Request request = EnsembleImport.Request.of(file.toString());
    UserException e = assertThrows(UserException.class, () -> run(request, "i"));
    assertTrue(e.getMessage().contains("--weights use"), e.getMessage());
    DatasetFolder used = run(request.withWeights(EnsembleImport.Weights.USE), "used").dataset();
    assertEquals(true, used.info().property(DatasetInfo.WEIGHTED));
    assertEquals(weights[9], TestData.read(used.shardPath(0), 16).get(9).logWeight());
    UserException npy =
        assertThrows(
            UserException.class,
            () -> DatasetExport.numpy(used.path(), folder.resolve("w.npy").toString()));
    assertTrue(
        npy.getMessage().contains("a .npy file cannot use importance weights"), npy.getMessage());
    DatasetFolder ignored =
        run(request.withWeights(EnsembleImport.Weights.IGNORE), "ignored").dataset();
    assertEquals(null, ignored.info().property(DatasetInfo.WEIGHTED));
    assertEquals(null, TestData.read(ignored.shardPath(0), 16).get(9).logWeight());
  }
}
