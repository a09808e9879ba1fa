package org.fieldbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.fieldbeam.Allocation;
import org.fieldbeam.JsonMutations;
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.cli.text.Terminal;
import org.fieldbeam.data.storage.Json;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A good pipeline file with every kind of stage and figure, of which one to three values, keys or
 * references are changed: validate and explain end with words, in bounded memory, and what they
 * find good runs. Seeded: a case that fails fails again.
 */
class PipelineFuzzTest {
  /** {@code -Dfuzz.cases=20000} for a longer hunt. */
  private static final int CASES = Integer.getInteger("fuzz.cases", 900);

  private static final long SEED = Long.getLong("fuzz.seed", 20261127);

  /** Of the good ones, so many are run. */
  private static final int RUNS = Integer.getInteger("fuzz.runs", 8);

  /** Bytes that looking at a file may allocate, garbage included. */
  private static final long MOST_BYTES = 1L << 30;

  /** No case takes a second; one that takes so long has no end. */
  private static final long HANGS_SECONDS = 240;

  /** Whole numbers in files that are run: they are counts, and a run shall be short. */
  private static final long LARGEST_COUNT = 64;

  private static final String CLE = "algorithm: {complexLangevin: {step: 0.001}}";

  /** Stages; each names earlier ones. */
  private static final List<String> STAGES =
      List.of(
          "generate: {into: hmc, lattice: [4, 4], action: {phi4: {kappa: 0.2, lambda: 0.1}},"
              + " algorithm: {hmc: {length: 1, steps: 5}}, chains: 10, chainsPerShard: 5,"
              + " thermalization: 10, configurations: 6, stride: 1, start: hot}",
          "generate: {into: more, lattice: [4, 4], action: {phi4: {kappa: 0.2, lambda: 0.1}},"
              + " algorithm: metropolisWolff, chains: 10, configurations: 6, start: {from: hmc}}",
          "generate: {into: paths, lattice: [1], action: {quartic: {a: -4, b: 1}},"
              + " algorithm: {langevin: {step: 0.01}}, thermalization: 0, chains: 1000,"
              + " configurations: 4}",
          "generate: {into: drawn, lattice: [1], action: {quartic: {a: 1, b: 1}},"
              + " algorithm: exact, chains: 10, configurations: 10}",
          "generate: {into: free, lattice: [4], action: {free: {kappa: 0.1}},"
              + " algorithm: {fourierHmc: {}}, chains: 10, configurations: 10}",
          "generate: {into: kernel, lattice: [4], action: {free: {kappa: 0.1}},"
              + " algorithm: {kernelLangevin: {step: 0.1, mass: 1, exponent: 1}}, chains: 10,"
              + " configurations: 10}",
          "generate: {into: cle, lattice: [1], action: {complexQuartic: {a: [-4, 10], b: 1}}, "
              + CLE
              + ", chains: 4, configurations: 8}",
          "generate: {into: bose, lattice: [2, 2], action: {boseGas: {m2: 1, lambda: 1, mu: 0.5}}, "
              + CLE
              + ", chains: 4, configurations: 8}",
          "scan: {into: scn, aRe: [-4], aIm: [4, 10], " + CLE + ", chains: 4, configurations: 8}",
          "noise: {from: paths, into: noised, diffusion: {ve: {sigma: 25}}, times: 4}",
          "prepare: {from: paths, into: training, diffusion: {vp: {beta: 20}}, validation: 0.1}",
          "train: {from: training, into: net, model: {mlp: {hidden: [8], firstTime: 0.01}}}",
          "train: {from: paths, into: langevin, model: langevinScore}",
          "train: {from: hmc, into: levels, model: {effectiveAction: {levels: 6, operators: [f4,"
              + " 33G], ladder: {shiftedGeometric: {a: 0.5, T: 4}}}}}",
          "generate: {into: learned, lattice: [1], action: {quartic: {a: -4, b: 1}}, algorithm:"
              + " {deformedLangevin: {step: 0.01, lambda: 0.5, score: {learned: langevin}}},"
              + " thermalization: 0, chains: 10, configurations: 3}",
          "sample: {model: levels, into: smp, configurations: 32, configurationsPerShard: 16,"
              + " sampler: {flow: {integrator: rk4}}}",
          "sample: {model: net, into: smt, configurations: 32, sampler: {sde: {steps: 10}}}",
          "sample: {model: {exact: {action: {quartic: {a: 1, b: 1}}, diffusion: vp}}, into: sme,"
              + " configurations: 16, sampler: {flow: {steps: 10}}}",
          "correct: {from: smp, into: cor, method: metropolis}",
          "correct: {from: smp, into: wgt, method: weights}",
          "measure: {from: [hmc, cle], into: obs}",
          "measure: {from: [cor, wgt], into: obc, expect: [{dataset: cor, fails: [window]}]}");

  private static final List<String> FIGURES =
      List.of(
          "compare: {title: t, from: obs, rows: [{quantity: q, paper: 1.0(1), dataset: hmc,"
              + " observable: phi2, exact: 1, error: 0.1}, {quantity: r, dataset: cle, observable:"
              + " phi2Re, exact: action}]}",
          "points: {title: t, x: {label: x, logarithmic: true, range: [0.5, 5]}, y: {label: y},"
              + " series: [{measured: {name: n, from: obs, observable: chi, datasets: [hmc], x:"
              + " [1]}}, {line: {name: m, x: [1, 2], y: [1, 2]}}, {given: {name: g, x: [1], y: [1],"
              + " error: [1]}}]}",
          "density: {title: t, datasets: [paths, sme], bins: 10, range: [-3, 3]}",
          "kolmogorovSmirnov: {title: t, datasets: [sme], level: 0.05}",
          "trajectoryAverages: {title: t, datasets: [paths], observable: phi2}",
          "timeAverages: {title: t, dataset: paths, trajectories: [1, 2], repetitions: 10}",
          "scanEstimates: {title: t, part: re, series: [{name: a, from: scn}]}",
          "failureMap: {title: t, from: scn}",
          "driftHistogram: {title: t, from: [cle, bose]}",
          "thimbles: {title: t, a: [-4, 10], b: 1, clouds: [{name: n, from: cle}], re: [-2, 2]}",
          "contours: {title: t, a: [-4, 10], b: 1, contours: [{name: c, theta: quadratic}]}",
          "thimbleValues: {title: t, a: [-4, 10], b: 1}",
          "recombination: {title: t, origin: scn, outer: scn}",
          "cumulants: {title: t, series: [{name: n, from: noised}], of: site, orders: [2, 4]}",
          "paths: {title: t, from: noised, count: 5, range: [-3, 3]}",
          "score: {title: t, model: net, times: [0.1, 1], range: [-3, 3]}",
          "scoreError: {title: t, models: [net], from: 0.05, goal: 0.05}");

  /** Every stage, parsed, by the name of its output. */
  private static final Map<String, Map<?, ?>> BY_NAME = new LinkedHashMap<>();

  @TempDir static Path folder;

  private static Map<?, ?> yaml(String text) {
    return (Map<?, ?>) new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
  }

  private static String into(Map<?, ?> stage) {
    Map<?, ?> body = (Map<?, ?>) stage.values().iterator().next();
    return String.valueOf(body.get("into"));
  }

  @BeforeAll
  static void parse() {
    for (String stage : STAGES) {
      Map<?, ?> tree = yaml(stage);
      BY_NAME.put(into(tree), tree);
    }
  }

  /** A stage, or a report of one figure. */
  private static Map<?, ?> target(int number) {
    int kinds = STAGES.size() + FIGURES.size();
    int kind = number % kinds;
    return yaml(
        kind < STAGES.size()
            ? STAGES.get(kind)
            : "report: {into: rep, figures: [{" + FIGURES.get(kind - STAGES.size()) + "}]}");
  }

  /** Adds all stages that a tree names, and those that these name. */
  private static void needed(Object tree, Set<String> names) {
    if (tree instanceof Map<?, ?> map) {
      map.values().forEach(value -> needed(value, names));
    } else if (tree instanceof List<?> list) {
      list.forEach(value -> needed(value, names));
    } else if (BY_NAME.containsKey(String.valueOf(tree)) && names.add(String.valueOf(tree))) {
      needed(BY_NAME.get(String.valueOf(tree)), names);
    }
  }

  /** A file of the target after all that it needs, as JSON, which is YAML. */
  private static Object file(Map<?, ?> target) {
    Set<String> names = new TreeSet<>();
    needed(target, names);
    List<Object> stages = new ArrayList<>();
    BY_NAME.forEach(
        (name, stage) -> {
          if (names.contains(name) && !into(target).equals(name)) {
            stages.add(stage);
          }
        });
    stages.add(target);
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("name", "fuzz");
    file.put("seed", 1L);
    file.put("stages", stages);
    return Json.normalize(file);
  }

  private static Object last(Object file) {
    List<?> stages = (List<?>) ((Map<?, ?>) file).get("stages");
    return stages.get(stages.size() - 1);
  }

  private static boolean isShort(Object tree) {
    if (tree instanceof Map<?, ?> map) {
      return map.values().stream().allMatch(PipelineFuzzTest::isShort);
    } else if (tree instanceof List<?> list) {
      return list.stream().allMatch(PipelineFuzzTest::isShort);
    }
    // the trajectories of the good files are the only large count
    return !(tree instanceof Long number) || number <= LARGEST_COUNT || number == 1000;
  }

  /** What a command wrote and how it ended. */
  private record Outcome(int code, String out, String err, long bytes) {}

  private static Outcome fieldbeam(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int[] code = new int[1];
    long bytes =
        Allocation.of(
            () ->
                code[0] =
                    Main.execute(
                        new Terminal(
                            new PrintWriter(out), new PrintWriter(err), false, System::nanoTime),
                        words));
    return new Outcome(code[0], out.toString(), err.toString(), bytes);
  }

  private static void requireWords(Outcome outcome, String where) {
    assertTrue(outcome.code() >= 0 && outcome.code() <= 3, () -> where + outcome);
    assertTrue(
        outcome.code() == ExitCode.DONE
            || outcome.code() == ExitCode.CHECK_FAILED
            || outcome.err().contains("fieldbeam: "),
        () -> where + outcome);
    for (String word : new String[] {"internal error", "\tat ", "Exception", "null\n"}) {
      assertTrue(!outcome.err().contains(word), () -> where + outcome.err());
    }
  }

  /** Tries one file; the exit code. */
  private static int look(int number, String text, String where) throws IOException {
    Path file = Files.writeString(folder.resolve("p.yaml"), text);
    String output = folder.resolve("out").toString();
    String command = number % 4 == 0 ? "explain" : "validate";
    Outcome outcome = fieldbeam(command, file.toString(), "--output", output);
    requireWords(outcome, where);
    assertTrue(outcome.err().length() < 60_000, where);
    assertTrue(outcome.bytes() < MOST_BYTES, () -> where + outcome.bytes() + " bytes");
    assertTrue(Files.notExists(Path.of(output)), () -> where + "something was written");
    return outcome.code();
  }

  /** Runs one file that was found good. */
  private static int run(int number, String where) {
    String output = folder.resolve("run" + number).toString();
    Outcome outcome = fieldbeam("run", folder.resolve("p.yaml").toString(), "--output", output);
    requireWords(outcome, where);
    assertTrue(outcome.code() != ExitCode.USAGE, () -> where + "not foreseen: " + outcome.err());
    return outcome.code();
  }

  private interface Case {
    int code() throws IOException;
  }

  private static int inTime(ExecutorService worker, String where, Case tried) throws Exception {
    try {
      return worker.submit(tried::code).get(HANGS_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return fail(where + "does not end", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof AssertionError error
          ? error
          : new AssertionError(where, e.getCause());
    }
  }

  @Test
  void changedFilesEndInWordsOrRun() throws Exception {
    ExecutorService worker =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work, "fuzz");
              thread.setDaemon(true);
              return thread;
            });
    Map<Integer, Integer> codes = new TreeMap<>();
    Map<Integer, Integer> runs = new TreeMap<>();
    int kinds = STAGES.size() + FIGURES.size();
    int ran = 0;
    List<String> failures = new ArrayList<>();
    for (int i = 0; i < CASES; i++) {
      SplittableRandom random = new SplittableRandom(SEED + i);
      Object tree = file(target(i));
      boolean changed = i >= kinds; // each is good as it is
      StringBuilder what = new StringBuilder();
      Object target = last(tree);
      for (int n = 0; changed && n <= Math.max(0, i % 6 - 3); n++) { // mostly one
        Object part = random.nextInt(8) == 0 ? tree : target;
        if (((Map<?, ?>) part).isEmpty()) {
          break; // an earlier change has left nothing
        }
        what.append(new JsonMutations(random).mutate(part)).append("; ");
      }
      String text = Json.pretty(tree);
      String where = "seed " + SEED + ", case " + i + ": " + what + "\n" + text + "\n";
      int number = i;
      try {
        int code = inTime(worker, where, () -> look(number, text, where));
        codes.merge(code, 1, Integer::sum);
        assertTrue(changed || code == ExitCode.DONE, where);
        if (changed && code == ExitCode.DONE && ran < RUNS && i % 7 == 0 && isShort(tree)) {
          ran++;
          runs.merge(inTime(worker, where, () -> run(number, where)), 1, Integer::sum);
        }
      } catch (AssertionError e) {
        failures.add(e.getMessage());
      }
    }
    worker.shutdownNow();
    assertEquals(List.of(), failures.stream().limit(10).toList(), failures.size() + " failures");
    // the law of the changes themselves: both good and bad files are among them
    assertTrue(codes.getOrDefault(ExitCode.DONE, 0) > CASES / 8, codes + ", runs " + runs);
    assertTrue(codes.getOrDefault(ExitCode.USAGE, 0) > CASES / 5, codes + ", runs " + runs);
    assertTrue(ran >= Math.min(RUNS, CASES / 100), codes + ", runs " + runs);
  }
}
