package org.fieldbeam.beam;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.beam.model.ScoreModels;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.action.SitePolynomial;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.deformed.DeformedLangevin;
import org.fieldbeam.core.markov.langevin.Langevin;
import org.fieldbeam.core.markov.langevin.MatrixLangevin;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.model.LangevinScores;
import org.fieldbeam.data.model.ModelJson;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.data.storage.Storage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Learned scores of Langevin equations and kernels from files, as stages on both runners. */
final class LangevinStagesTest {
  private static final double EPS = 1.0 / 64;
  private static final SitePolynomial TOY = SitePolynomial.quartic(Lattice.of(2), -4, 1);
  private static final int CHAINS = 1000;

  @TempDir static Path temporary;

  @BeforeAll
  static void runOnDirect() throws Exception {
    run("direct", Runners.direct(2));
  }

  private static String folder(String run, String name) {
    return temporary.resolve(run).resolve(name).toString();
  }

  private static void run(String run, PipelineOptions options) throws Exception {
    Files.createDirectories(temporary.resolve(run));
    Path kernel = temporary.resolve(run).resolve("kernel.npy");
    Files.write(kernel, npy(new double[][] {{2, 0.3, 0}, {0.3, 1, -0.2}, {0, -0.2, 0.5}}));
    generate(TOY, new Langevin(EPS), run, "paths", options, g -> g.withConfigurations(32));
    StageJob.run(
        "train",
        options,
        pipeline ->
            pipeline
                .apply(Create.of(Folder.of(folder(run, "paths"))))
                .apply(
                    TrainLangevinScore.standard()
                        .withCells(20)
                        .into(StageOutput.to(folder(run, "score")))),
        Progress.none());
    deform(run, "flow", 300, options);
    generate(
        Phi4.of(Lattice.of(3), 0.2, 0.1),
        new MatrixLangevin(0.1, null),
        run,
        "kernel",
        options,
        g -> g.withKernelFrom(kernel.toString()));
  }

  private static void deform(String run, String name, int perShard, PipelineOptions options)
      throws InterruptedException {
    generate(
        TOY,
        new DeformedLangevin(EPS, 0, null),
        run,
        name,
        options,
        g ->
            g.withScoreFrom(folder(run, "score"))
                .withThermalization(62)
                .withChainsPerShard(perShard));
  }

  private static void generate(
      Action action,
      Algorithm algorithm,
      String run,
      String name,
      PipelineOptions options,
      UnaryOperator<GenerateEnsemble> change)
      throws InterruptedException {
    PTransform<PBegin, PCollection<Folder>> stage =
        change
            .apply(
                GenerateEnsemble.of(action, algorithm)
                    .withChains(CHAINS)
                    .withStride(2)
                    .withChainsPerShard(350)
                    .withSeed(3))
            .into(StageOutput.to(folder(run, name)));
    StageJob.run("generate", options, pipeline -> pipeline.apply(stage), Progress.none());
  }

  private static byte[] npy(double[][] matrix) {
    String header =
        "{'descr': '<f8', 'fortran_order': False, 'shape': ("
            + matrix.length
            + ", "
            + matrix.length
            + "), }";
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + header.length() + 8 * matrix.length * matrix.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    bytes.putShort((short) header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
    for (double[] row : matrix) {
      for (double value : row) {
        bytes.putDouble(value);
      }
    }
    return bytes.array();
  }

  @Test
  void bytesAreThoseOfTheDirectRunner() throws Exception {
    run("flink", Runners.flink(2));
    Map<String, String> hashes = new TreeMap<>(Folders.hashes(temporary.resolve("direct")));
    hashes.keySet().removeIf(name -> name.startsWith("again"));
    assertTrue(
        hashes
            .keySet()
            .containsAll(
                Set.of(
                    "score/model.json",
                    "flow/part-00003-of-00004.parquet",
                    "kernel/part-00000-of-00003.parquet")),
        hashes::toString);
    assertEquals(hashes, new TreeMap<>(Folders.hashes(temporary.resolve("flink"))));
  }

  /** The flow without noise is a function of the start alone, whatever the shards. */
  @Test
  void chainsDoNotDependOnTheShards() throws Exception {
    deform("direct", "again/flow", 1000, Runners.direct(1));
    double[] fields = fields("flow");
    assertArrayEquals(fields, fields("again/flow"));
    double square = 0;
    for (double phi : fields) {
      square += phi * phi / fields.length;
    }
    // p_1 of the scheme: 1.8127; standard error of 2000 sites with as many learned from: 0.024
    assertEquals(1.8127, square, 0.12);
    assertTrue(
        DatasetFolder.open(folder("direct", "flow"))
            .info()
            .properties()
            .toString()
            .contains("learned"));
  }

  private static double[] fields(String name) {
    double[] fields = new double[2 * CHAINS];
    DatasetFolder dataset = DatasetFolder.open(folder("direct", name));
    EnsembleBatch rows = new EnsembleBatch(new int[] {2}, CHAINS);
    for (int shard = 0; shard < dataset.shardCount(); shard++) {
      try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(dataset, shard)) {
        for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
          for (int b = 0; b < n; b++) {
            fields[2 * (int) rows.chain()[b]] = rows.fields()[b];
            fields[2 * (int) rows.chain()[b] + 1] = rows.fields()[n + b];
          }
        }
      }
    }
    return fields;
  }

  @Test
  void theModelFileHasTheKeysOfItsSchema() {
    String file = "schemas/langevin-score.schema.json";
    JsonObject schema = Json.parseObject(Storage.readText(file), file);
    assertEquals(
        schema.strings("required").stream().sorted().toList(),
        ModelJson.read(folder("direct", "score")).keys());
  }

  @Test
  void whatDoesNotSuitIsRefused() {
    String score = folder("direct", "score");
    refused(() -> ScoreModels.open(score), "cannot be sampled from");
    String paths = folder("direct", "paths");
    refused(() -> LangevinScores.read(paths), "no score model here");
    // beyond the last time, and another action
    refused(() -> deform(TOY, EPS, 63), "up to the Langevin time 1.0");
    refused(
        () -> deform(SitePolynomial.quartic(Lattice.of(2), -3, 1), EPS, 1),
        "needed: the same action and lattice");
    // a flow is no trajectory from the start
    refused(
        () ->
            StageJob.run(
                "train",
                Runners.direct(1),
                pipeline ->
                    pipeline
                        .apply(Create.of(Folder.of(folder("direct", "flow"))))
                        .apply(
                            TrainLangevinScore.standard()
                                .withCells(20)
                                .into(StageOutput.to(folder("direct", "wrong")))),
                Progress.none()),
        "thermalization: 0");
  }

  private static void deform(Action action, double eps, int thermalization)
      throws InterruptedException {
    generate(
        action,
        new DeformedLangevin(eps, 0, null),
        "direct",
        "refused",
        Runners.direct(1),
        g -> g.withScoreFrom(folder("direct", "score")).withThermalization(thermalization));
  }

  /** Work that may throw anything. */
  private interface Work {
    void run() throws Exception;
  }

  private static void refused(Work work, String words) {
    Throwable thrown = assertThrows(Exception.class, work::run);
    StringBuilder messages = new StringBuilder();
    boolean ours = false;
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      messages.append(t.getMessage()).append('\n');
      ours |= t instanceof UserException;
    }
    assertTrue(ours && messages.toString().contains(words), messages::toString);
  }
}
