package org.fieldbeam.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.stream.IntStream;
import org.fieldbeam.beam.Folders;
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.cli.text.Terminal;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.fieldbeam.core.markov.langevin.Langevin;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowWriter;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs whose chains do not move, or keep to where they started, end with exit code 3 and name the
 * check; runs like them whose chains move end with 0. One for each way that what the checks need
 * takes through generate and measure: algorithms and sizes are those of MotionChecksTest, in
 * memory.
 */
class StillChainsTest {
  private static final Lattice LATTICE = Lattice.of(4, 4);
  private static final Action PHI4 = Phi4.of(LATTICE, 0.2, 1.0);
  private static final String ACTION = "{phi4: {kappa: 0.2, lambda: 1.0}}";
  private static final String COMPLEX = "{complexPhi4: {m2: [1, 0.2], lambda0: 1}}";
  private static final String LONG_HMC = "{hmc: {length: 7, steps: 10}}";

  /**
   * A generate stage and a measure stage; a later one joins by one line.
   *
   * @param fails the checks that fail; none of a good run
   */
  private record Run(
      String action, String algorithm, String start, int chains, int length, Set<String> fails) {

    static Run bad(String algorithm, int chains, int length, String... fails) {
      return new Run(ACTION, algorithm, "hot", chains, length, Set.of(fails));
    }

    static Run good(String action, String algorithm, int chains, int length) {
      return new Run(action, algorithm, "hot", chains, length, Set.of());
    }

    /** The stage that generates it. */
    String generate(String name) {
      return """
        - generate:
            {into: %s, lattice: [4, 4], action: %s, algorithm: %s, start: %s, thermalization: 60,
             chains: %d, configurations: %d}
      """
          .formatted(name, action, algorithm, start, chains, length);
    }
  }

  private static final Run OTHER = Run.good("{free: {kappa: 0.1}}", "{hmc: {}}", 32, 2);

  private static final List<Run> STILL =
      List.of(
          Run.bad(LONG_HMC, 32, 16, "acceptance", "motion", "mixing"),
          Run.bad("{langevin: {step: 1.0e-12}}", 1, 16, "mixing"),
          Run.bad("{metropolisWolff: {width: 1.0e-3}}", 32, 16, "mixing"),
          Run.bad("{metropolisWolff: {width: 1.0e+6}}", 1, 16, "acceptance"),
          new Run(ACTION, LONG_HMC, "{from: other}", 32, 16, Set.of("acceptance", "mixing")),
          new Run(COMPLEX, "{complexLangevin: {step: 1.0e-9}}", "hot", 1, 40, Set.of("mixing")));

  private static final List<Run> MOVING =
      List.of(
          Run.good(ACTION, "{hmc: {length: 1, steps: 10}}", 32, 16),
          Run.good(ACTION, "{langevin: {step: 0.01}}", 1, 1500),
          Run.good(ACTION, "{metropolisWolff: {width: 1}}", 4, 100),
          Run.good(COMPLEX, "{complexLangevin: {step: 0.02}}", 4, 300));

  @TempDir Path folder;

  /** A command's exit code, the checks that it printed, and its messages. */
  private record Outcome(int code, List<JsonObject> checks, String err) {
    static Outcome of(int code, String out, String err) {
      return new Outcome(
          code, out.isEmpty() ? List.of() : Json.parseObject(out, "out").objects("checks"), err);
    }

    Set<String> checks(String dataset, boolean passed) {
      return checks.stream()
          .filter(check -> check.string("dataset").equals(dataset) && is(check, passed))
          .map(check -> check.string("check"))
          .collect(Collectors.toSet());
    }

    private static boolean is(JsonObject check, boolean passed) {
      return Boolean.valueOf(passed).equals(check.tree("passed"));
    }

    @Override
    public String toString() {
      List<String> failed =
          checks.stream()
              .filter(check -> is(check, false))
              .map(check -> check.tree().toString())
              .toList();
      return "exit code " + code + ", failed: " + failed + "\n" + err;
    }
  }

  private Outcome run(String stages, String measured) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("x.yaml"),
            "name: x\nseed: 1\noutput: '%s'\nstages:\n%s  - measure: {from: %s, into: m}\n"
                .formatted(folder.resolve("out"), stages, measured));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.execute(
            new Terminal(new PrintWriter(out), new PrintWriter(err), false, System::nanoTime),
            "run",
            file.toString(),
            "--json");
    Folders.untilQuiet(folder.resolve("out"));
    return Outcome.of(code, out.toString(), err.toString());
  }

  private Outcome run(List<Run> runs) throws IOException {
    StringBuilder stages = new StringBuilder(OTHER.generate("other"));
    List<String> names = new ArrayList<>();
    for (Run run : runs) {
      names.add("g" + names.size());
      stages.append(run.generate(names.get(names.size() - 1)));
    }
    return run(stages.toString(), names.toString());
  }

  /** Every dataset fails the checks of the table, so that each by itself would end the run so. */
  @Test
  void chainsHaveToMove() throws IOException {
    Outcome outcome = run(STILL);
    assertEquals(ExitCode.CHECK_FAILED, outcome.code(), outcome::toString);
    assertAll(
        IntStream.range(0, STILL.size())
            .mapToObj(
                i ->
                    () -> {
                      Set<String> missing = new TreeSet<>(STILL.get(i).fails());
                      missing.removeAll(outcome.checks("g" + i, false));
                      assertEquals(Set.of(), missing, STILL.get(i)::toString);
                    }));
  }

  /** Nothing fails: a false alarm of any of some 40 checks has probability 3e-5. */
  @Test
  void chainsThatMovePass() throws IOException {
    Outcome outcome = run(MOVING);
    assertEquals(ExitCode.DONE, outcome.code(), outcome::toString);
    for (int i = 0; i < MOVING.size(); i++) {
      Set<String> passed = outcome.checks("g" + i, true);
      assertTrue(passed.containsAll(Set.of("motion", "mixing")), MOVING.get(i)::toString);
    }
  }

  /** What is written of a configuration of a chain. */
  @FunctionalInterface
  private interface Edit {
    void of(EnsembleBatch rows, int step);
  }

  /** Four chains of HMC, the first of which may be made by something else, in two shards. */
  private Path chains(Algorithm first, boolean named, int length, Edit edit) {
    MarkovChains good =
        new Hmc(1, 10, Integrator.LEAPFROG).start(PHI4, Start.hot(), 5, "good", 0, 4);
    MarkovChains other = first.start(PHI4, Start.hot(), 6, "other", 0, 4);
    good.advance(100);
    other.advance(100);
    DatasetInfo info =
        DatasetInfo.of(DatasetKind.ENSEMBLE, "four", "generate", "hash", LATTICE.shape())
            .with(DatasetInfo.ACTION, DatasetActions.property(PHI4))
            .with(DatasetInfo.BOUNDARY, "periodic");
    if (named) {
      info = info.with(DatasetInfo.ALGORITHM, Map.of("name", "hmc"));
    }
    String path = folder.resolve("four").toString();
    List<ShardEntry> shards = new ArrayList<>();
    double[] field = new double[LATTICE.volume()];
    List<EnsembleBatch> all = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      good.advance(1);
      other.advance(1);
      EnsembleBatch rows = new EnsembleBatch(LATTICE.shape(), 4);
      rows.resize(4);
      for (int b = 0; b < 4; b++) {
        MarkovChains from = b == 0 ? other : good;
        for (int x = 0; x < field.length; x++) {
          field[x] = from.fields()[4 * x + b];
        }
        rows.chain()[b] = b;
        rows.step()[b] = 101L + i;
        rows.setField(b, field);
        rows.accepted()[b] = (byte) (good.accepted(b) ? 1 : 0);
        rows.deltaH()[b] = good.deltaH(b);
      }
      PHI4.action(rows.fields(), 4, rows.action());
      edit.of(rows, i);
      all.add(rows);
    }
    for (int shard = 0; shard < 2; shard++) {
      try (RowWriter<EnsembleBatch> writer = EnsembleBatch.ROWS.create(path, info, shard, 2)) {
        for (EnsembleBatch rows : all) {
          EnsembleBatch half = new EnsembleBatch(LATTICE.shape(), 2);
          half.resize(2);
          half.copyRow(0, rows, 2 * shard);
          half.copyRow(1, rows, 2 * shard + 1);
          writer.write(half);
        }
        shards.add(writer.finish());
      }
    }
    DatasetFolder.commit(path, info, shards, Map.of());
    return Path.of(path);
  }

  /** One chain of four that stays, or hardly moves; the others are as they should be. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-4})
  void oneOfFourChainsHasToMoveToo(double step) throws IOException {
    // trajectories of length 50 are never accepted
    Algorithm first = step > 0 ? new Langevin(step) : new Hmc(50, 10, Integrator.LEAPFROG);
    Outcome outcome = run("", "'" + chains(first, false, 24, (rows, i) -> {}) + "'");
    assertEquals(ExitCode.CHECK_FAILED, outcome.code(), outcome::toString);
    String check = step > 0 ? "mixing" : "motion";
    assertTrue(outcome.checks("four", false).contains(check), outcome::toString);
  }

  /** A value that one row lacks is refused, wherever it is, not averaged over the others. */
  @ParameterizedTest
  @CsvSource({"0, true, delta_h", "5, true, accepted", "7, false, delta_h", "11, false, accepted"})
  void valuesThatOneRowLacksAreRefused(int step, boolean named, String column) throws IOException {
    int b = step % 4;
    Edit edit =
        (rows, i) -> {
          if (i == step && column.equals("accepted")) {
            rows.accepted()[b] = -1;
          } else if (i == step) {
            rows.deltaH()[b] = Double.NaN;
          }
        };
    Path path = chains(new Hmc(1, 10, Integrator.LEAPFROG), named, 12, edit);
    Outcome outcome = run("", "'" + path + "'");
    assertEquals(ExitCode.FAILED, outcome.code(), outcome::toString);
    String message = outcome.err();
    assertTrue(message.contains("some configurations of an ensemble have what"), message);
    assertTrue(message.contains("column " + column), message);
    assertTrue(message.contains("chain " + b + ", step"), message);
  }

  /** A Delta H that is infinite is a rejection, as good as any. */
  @Test
  void aDeltaHThatOverflowedIsMeasured() throws IOException {
    Edit edit =
        (rows, i) -> {
          if (i % 20 == 7) {
            rows.deltaH()[i % 4] = Double.POSITIVE_INFINITY;
            rows.accepted()[i % 4] = 0;
          }
        };
    Path path = chains(new Hmc(1, 10, Integrator.LEAPFROG), true, 60, edit);
    Outcome outcome = run("", "'" + path + "'");
    assertEquals(ExitCode.DONE, outcome.code(), outcome::toString);
    assertTrue(outcome.checks("four", true).contains("deltaHBalance"), outcome::toString);
  }
}
