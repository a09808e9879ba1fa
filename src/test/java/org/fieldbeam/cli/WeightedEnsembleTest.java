package org.fieldbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.cli.text.Terminal;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.exact.ExactMoments;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.EstimatesFile;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowWriter;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.pipeline.file.PipelineGrammar;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * Whatever reads an ensemble uses its importance weights, or refuses them, or hands them on: never
 * does it take the raw proposals for the ensemble.
 */
class WeightedEnsembleTest {
  private static final Lattice LATTICE = Lattice.of(2, 2);
  private static final double LAMBDA = 1;
  private static final Action ACTION = Phi4.of(LATTICE, 0, LAMBDA);

  /** Of the proposals; that of the action is 0.52. */
  private static final double RAW_SQUARE = 0.4;

  private static final int CHAINS = 16;
  private static final int SHARDS = 4;
  private static final int LENGTH = 512;

  /** What a consumer does with weights. */
  private enum Does {
    /** Gives the value of the weighted ensemble: see the tests that name it. */
    USES,
    /** Refuses a weighted ensemble. */
    REFUSES,
    /** Keeps the column with every row. */
    KEEPS,
    /** Reads no ensemble, or nothing that depends on weights. */
    READS_NONE
  }

  /**
   * A stage, figure or command. A later one joins by one line.
   *
   * @param what as in {@link #known}
   * @param yaml of those that refuse: the stage, %s for the ensemble
   */
  private record Consumer(String what, Does does, String yaml) {
    Consumer(String what, Does does) {
      this(what, does, "");
    }

    @Override
    public String toString() {
      return what;
    }
  }

  private static final String VP = "diffusion: {vp: {}}";

  private static final List<Consumer> CONSUMERS =
      List.of(
          new Consumer(
              "stage generate",
              Does.REFUSES,
              "generate: {into: x, lattice: [2, 2], action: {phi4: {kappa: 0, lambda: 0.1}},"
                  + " algorithm: {hmc: {}}, chains: 4, configurations: 4, start: {from: %s}}"),
          new Consumer("stage scan", Does.READS_NONE),
          new Consumer(
              "stage noise", Does.REFUSES, "noise: {from: %s, into: x, " + VP + ", times: 2}"),
          new Consumer("stage prepare", Does.REFUSES, "prepare: {from: %s, into: x, " + VP + "}"),
          new Consumer("stage train", Does.USES),
          new Consumer(
              "stage train, langevinScore",
              Does.REFUSES,
              "train: {from: %s, into: x, model: {langevinScore: {}}}"),
          new Consumer("stage sample", Does.READS_NONE),
          new Consumer("stage correct", Does.KEEPS),
          new Consumer("stage measure", Does.USES),
          new Consumer("stage report", Does.USES),
          new Consumer("figure compare", Does.READS_NONE), // estimates, which measure has weighted
          new Consumer("figure points", Does.READS_NONE), // the same
          new Consumer("figure driftHistogram", Does.READS_NONE), // complex ensembles have none
          new Consumer("figure failureMap", Does.READS_NONE),
          new Consumer("figure scanEstimates", Does.READS_NONE),
          new Consumer("figure recombination", Does.READS_NONE),
          new Consumer("figure thimbles", Does.READS_NONE),
          new Consumer("figure thimbleValues", Does.READS_NONE),
          new Consumer("figure contours", Does.READS_NONE),
          new Consumer("figure cumulants", Does.READS_NONE), // noised, which refuses
          new Consumer("figure paths", Does.READS_NONE), // the same
          new Consumer("figure score", Does.READS_NONE),
          new Consumer("figure scoreError", Does.READS_NONE),
          new Consumer("figure density", Does.USES),
          new Consumer("figure charges", Does.USES),
          new Consumer(
              "figure kolmogorovSmirnov",
              Does.REFUSES,
              "report: {figures: [{kolmogorovSmirnov: {title: x, datasets: ['%s']}}]}"),
          new Consumer(
              "figure timeAverages",
              Does.REFUSES,
              "report: {figures: [{timeAverages: {title: x, dataset: %s, trajectories: [8]}}]}"),
          new Consumer(
              "figure trajectoryAverages",
              Does.REFUSES,
              "report: {figures: [{trajectoryAverages: {title: x, observable: phi2,"
                  + " datasets: ['%s']}}]}"),
          new Consumer("command run", Does.READS_NONE), // its stages do
          new Consumer("command validate", Does.READS_NONE),
          new Consumer("command explain", Does.READS_NONE),
          new Consumer("command schema", Does.READS_NONE),
          new Consumer("command reference", Does.READS_NONE),
          // what it serves are the stages; EnsembleIO refuses, see there
          new Consumer("command serve-transforms", Does.READS_NONE),
          new Consumer("command inspect", Does.KEEPS),
          new Consumer("command verify", Does.KEEPS),
          new Consumer("command import", Does.READS_NONE),
          new Consumer("command import-model", Does.READS_NONE),
          new Consumer("command export", Does.KEEPS), // as CSV; .npy and pyerrors refuse
          new Consumer("command report", Does.READS_NONE), // the stage's
          new Consumer("command recover-action", Does.USES));

  static Stream<Consumer> refusing() {
    return CONSUMERS.stream().filter(consumer -> consumer.does() == Does.REFUSES);
  }

  @TempDir static Path data;
  @TempDir Path folder;

  /** A command's exit code and what it wrote. */
  private record Outcome(int code, String out, String err) {}

  private static Outcome fieldbeam(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = Stream.of(args).map(String::valueOf).toArray(String[]::new);
    int code =
        Main.execute(
            new Terminal(new PrintWriter(out), new PrintWriter(err), false, System::nanoTime),
            words);
    return new Outcome(code, out.toString(), err.toString());
  }

  /**
   * An ensemble of known law: independent sites of N(0, 0.4) with weights that make exp(-phi^2 -
   * lambda (phi^4 - 2 phi^2)) of them, and a constant in the log weights that a double's
   * exponential does not hold.
   */
  @BeforeAll
  static void write() {
    DatasetInfo info =
        DatasetInfo.of(DatasetKind.ENSEMBLE, "weighted", "correct", "hash", LATTICE.shape())
            .with(DatasetInfo.ACTION, DatasetActions.property(ACTION))
            .with(DatasetInfo.BOUNDARY, "periodic")
            .with(DatasetInfo.WEIGHTED, true);
    List<ShardEntry> shards = new ArrayList<>();
    String path = data.resolve("weighted").toString();
    for (int shard = 0; shard < SHARDS; shard++) {
      try (RowWriter<EnsembleBatch> writer = EnsembleBatch.ROWS.create(path, info, shard, SHARDS)) {
        for (int chain = shard; chain < CHAINS; chain += SHARDS) {
          writer.write(chain(chain));
        }
        shards.add(writer.finish());
      }
    }
    DatasetFolder.commit(path, info, shards, Map.of());
  }

  private static EnsembleBatch chain(int chain) {
    int volume = LATTICE.volume();
    EnsembleBatch rows = new EnsembleBatch(LATTICE.shape(), LENGTH);
    rows.resize(LENGTH);
    Streams.of(20261127, "weighted", chain, 0).gaussians(rows.fields(), 0, 1, volume * LENGTH);
    for (int i = 0; i < volume * LENGTH; i++) {
      rows.fields()[i] *= Math.sqrt(RAW_SQUARE);
    }
    ACTION.action(rows.fields(), LENGTH, rows.action());
    for (int b = 0; b < LENGTH; b++) {
      rows.chain()[b] = chain;
      rows.step()[b] = b;
      double squares = 0;
      for (int x = 0; x < volume; x++) {
        squares += rows.fields()[x * LENGTH + b] * rows.fields()[x * LENGTH + b];
      }
      rows.logWeight()[b] = squares / (2 * RAW_SQUARE) - rows.action()[b] - 5000;
    }
    return rows;
  }

  private static Path weighted() {
    return data.resolve("weighted");
  }

  private static double exactSquare() {
    return ExactMoments.of(ACTION).moment(2).re();
  }

  private Path pipeline(String stages) throws IOException {
    return Files.writeString(
        folder.resolve("x.yaml"),
        "name: x\nseed: 1\noutput: '" + folder.resolve("out") + "'\nstages:\n" + stages);
  }

  /** Stages and figures of pipeline files, and commands. */
  private static Set<String> known() {
    Set<String> known = new TreeSet<>();
    JsonObject stages = choices(JsonObject.of(PipelineGrammar.jsonSchema(), "schema"), "stages");
    stages.keys().forEach(kind -> known.add("stage " + kind));
    choices(stages.object("report"), "figures").keys().forEach(kind -> known.add("figure " + kind));
    Terminal none =
        new Terminal(
            new PrintWriter(new StringWriter()),
            new PrintWriter(new StringWriter()),
            false,
            System::nanoTime);
    new CommandLine(new Main(none))
        .getSubcommands()
        .keySet()
        .forEach(command -> known.add("command " + command));
    return known;
  }

  /** What the items of a list may be, by name; of a choice those with parameters. */
  private static JsonObject choices(JsonObject schema, String list) {
    JsonObject items = schema.object("properties").object(list).object("items");
    return items.has("properties")
        ? items.object("properties")
        : items.objects("anyOf").stream()
            .filter(choice -> choice.has("properties"))
            .findFirst()
            .orElseThrow()
            .object("properties");
  }

  @Test
  void everyConsumerIsInTheTable() {
    Set<String> table = CONSUMERS.stream().map(Consumer::what).collect(Collectors.toSet());
    Set<String> missing = known();
    assertTrue(missing.size() > 30, missing.toString());
    missing.removeAll(table);
    assertEquals(Set.of(), missing, "say what these do with importance weights");
  }

  /** Found when the file is read: exit code 2, and nothing has run. */
  @ParameterizedTest
  @MethodSource("refusing")
  void refusesTheOutputOfAnEarlierStage(Consumer consumer) throws IOException {
    Path file =
        pipeline(
            """
              - sample:
                  model: {exact: {action: {quartic: {a: 1, b: 1}}, diffusion: vp}}
                  into: proposals
                  configurations: 64
              - correct: {from: proposals, into: weighted, method: weights}
              - %s
            """
                .formatted(consumer.yaml().formatted("weighted")));
    Outcome validated = fieldbeam("validate", file);
    assertEquals(ExitCode.USAGE, validated.code(), validated.out() + validated.err());
    assertTrue(validated.err().contains("importance weights"), validated.err());
    assertTrue(validated.err().contains("method: metropolis"), validated.err());
  }

  /** Found when the run is planned: nothing has been written. */
  @ParameterizedTest
  @MethodSource("refusing")
  void refusesAnEnsembleFromElsewhere(Consumer consumer) throws IOException {
    Path file = pipeline("  - " + consumer.yaml().formatted(weighted()) + "\n");
    for (String command : List.of("explain", "run")) {
      Outcome planned = fieldbeam(command, file);
      assertNotEquals(ExitCode.DONE, planned.code(), planned.out());
      assertTrue(planned.err().contains("importance weights"), planned.err());
      assertTrue(planned.err().contains("method: metropolis"), planned.err());
      assertFalse(Files.exists(folder.resolve("out")), "nothing has run");
    }
  }

  /** What uses weights has the value of the weighted ensemble; 5 standard errors, 6e-7 each. */
  @Test
  void measuresAndTrainsWithWeights() throws IOException {
    Path file =
        pipeline(
            """
              - train: {from: %1$s, into: score, validation: 0, model: {effectiveAction: {action: fitted, levels: 2, operators: [f4]}}}
              - measure: {from: ['%1$s'], into: observables}
              - report:
                  figures:
                    - density: {title: x, datasets: ['%1$s'], range: [-3, 3]}
            """
                .formatted(weighted()));
    Outcome run = fieldbeam("run", file, "--parallelism", 2);
    assertEquals(0, run.code(), run.out() + run.err());
    Path out = folder.resolve("out");
    Estimate square =
        EstimatesFile.read(out.resolve("observables").toString()).stream()
            .filter(entry -> entry.observable().equals("phi2"))
            .findFirst()
            .orElseThrow()
            .estimate();
    assertEquals(0, square.pull(exactSquare()), 5, square.toString());
    assertTrue(square.pull(RAW_SQUARE) > 10, "not that of the proposals: " + square);

    String modelFile = out.resolve("score/model.json").toString();
    JsonObject model = Json.parseObject(Files.readString(Path.of(modelFile)), modelFile);
    double effective = model.object("training").number("effectiveConfigurations");
    assertTrue(effective < 0.8 * model.object("training").number("configurations"));
    for (JsonObject orbit : model.objects("spectrum")) {
      // |phi_k|^2 of one mode has a relative variance of 2 at most; 5 standard errors
      double error = Math.sqrt(2 / effective) * exactSquare();
      assertEquals(0, (orbit.number("value") - exactSquare()) / error, 5);
    }
  }

  @Test
  void recoversTheActionWithWeights() {
    Outcome recovered = fieldbeam("recover-action", weighted(), "--json");
    assertEquals(0, recovered.code(), recovered.err());
    JsonObject result = Json.parseObject(recovered.out(), "stdout");
    for (String coupling : List.of("kappa", "lambda")) {
      JsonObject value = result.object(coupling);
      double exact = coupling.equals("kappa") ? 0 : LAMBDA;
      double pull = (value.number("value") - exact) / value.number("error");
      assertEquals(0, pull, 5, coupling);
    }
    double rows = result.number("configurations");
    assertTrue(result.number("effectiveConfigurations") < 0.8 * rows, recovered.out());
    assertTrue(
        fieldbeam("recover-action", weighted()).out().contains("with weights"),
        "says that weights are used");
  }

  /** How a weighted ensemble leaves fieldbeam. */
  private record Export(String file, boolean keeps, List<String> options) {}

  static Stream<Export> exports() {
    return Stream.of(
        new Export("x.npy", false, List.of()),
        new Export("x.csv", true, List.of()),
        new Export("x.csv", true, List.of("--fields")));
  }

  @ParameterizedTest
  @MethodSource("exports")
  void exportsWithWeightsOrNotAtAll(Export export) throws IOException {
    Path file = folder.resolve(export.file());
    List<Object> words = new ArrayList<>(List.of("export", weighted(), file));
    words.addAll(export.options());
    Outcome exported = fieldbeam(words.toArray());
    if (!export.keeps()) {
      assertEquals(ExitCode.FAILED, exported.code());
      assertTrue(exported.err().contains("importance weights"), exported.err());
      assertFalse(Files.exists(file));
      return;
    }
    List<String> lines = Files.readAllLines(file);
    int column = List.of(lines.get(0).split(",", -1)).indexOf("log_weight");
    assertEquals(1 + CHAINS * LENGTH, lines.size());
    for (String line : lines.subList(1, lines.size())) {
      assertTrue(Double.parseDouble(line.split(",", -1)[column]) < -4900, line);
    }
  }

  @Test
  void verifiesThatEveryRowHasAWeight() {
    Outcome verified = fieldbeam("verify", weighted());
    assertEquals(0, verified.code(), verified.out());
    assertTrue(verified.out().contains("weights"), verified.out());
    assertTrue(fieldbeam("inspect", weighted()).out().contains("weighted"));
  }
}
