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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.fieldbeam.Allocation;
import org.fieldbeam.GrammarValues;
import org.fieldbeam.JsonMutations;
import org.fieldbeam.data.Json;
import org.fieldbeam.data.UserException;
import org.fieldbeam.grammar.Location;
import org.fieldbeam.grammar.Node;
import org.fieldbeam.grammar.Problems;
import org.fieldbeam.grammar.ValueReader;
import org.fieldbeam.pipeline.Catalogue;
import org.fieldbeam.pipeline.PipelineFile;
import org.fieldbeam.pipeline.PipelineFileException;
import org.fieldbeam.pipeline.PipelineGrammar;
import org.fieldbeam.pipeline.PipelineSpec;
import org.fieldbeam.pipeline.PlannedStage;
import org.fieldbeam.pipeline.Planner;
import org.fieldbeam.pipeline.StageKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Walks through good pipeline files: every case is one change of a file that was good, half of them
 * by the grammar, half blind, and what is good after it is the start of the next. So faults are
 * tried as deep as files can go, not only where they are read. Each ends with words, in bounded
 * memory, and what is found good runs. Seeded: a case that fails fails again.
 */
class PipelineFuzzTest {
  /** {@code -Dfuzz.cases=20000} for a longer hunt. */
  private static final int CASES = Integer.getInteger("fuzz.cases", 2500);

  private static final long SEED = Long.getLong("fuzz.seed", 20261127);

  /** Of the good ones, so many are run. */
  private static final int RUNS = Integer.getInteger("fuzz.runs", 5);

  /** One of so many goes through the command line, whose own start costs more than all else. */
  private static final int COMMANDS = 25;

  /**
   * Bytes that looking at a file may allocate, garbage included, which is 2 GiB for thimbles beside
   * a Stokes line; what is held at once the heap of the tests bounds.
   */
  private static final long MOST_BYTES = 4L << 30;

  /** No case takes a second; one that takes so long has no end. */
  private static final long HANGS_SECONDS = 240;

  /** Whole numbers in files that are run: they are counts, and a run shall be short. */
  private static final long LARGEST_COUNT = 64;

  /** Longest text that is changed further: files do not grow without end. */
  private static final int LONGEST_WALKED = 8000;

  /** What texts of the grammar are chosen from, beside the words of the file. */
  private static final List<String> TEXTS =
      List.of(
          "f4",
          "f6",
          "33G",
          "11W",
          "cos1",
          "window",
          "contour",
          "phi2",
          "k.npy",
          "a/b",
          "two words");

  @TempDir static Path folder;

  /** What a command wrote and how it ended. */
  private record Outcome(int code, String err) {}

  private static Outcome fieldbeam(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.execute(
            new Terminal(new PrintWriter(out), new PrintWriter(err), false, System::nanoTime),
            words);
    assertTrue(code >= 0 && code <= 3, () -> code + err.toString());
    assertTrue(
        code == ExitCode.DONE
            || code == ExitCode.CHECK_FAILED
            || err.toString().contains("fieldbeam: "),
        () -> code + err.toString());
    requireWords(err.toString());
    return new Outcome(code, err.toString());
  }

  private static void requireWords(String message) {
    for (String word : new String[] {"internal error", "\tat ", "Exception", "null\n"}) {
      assertTrue(!message.contains(word), message);
    }
    assertTrue(message.length() < 60_000, "so long a message");
  }

  /** Looks at a file as {@code explain} does; whether it is good. */
  private static boolean isGood(Path file, Path output) {
    try {
      PipelineSpec spec = PipelineFile.read(file);
      Planner.plan(spec, output.toString()).stages().forEach(PlannedStage::cost);
      return true;
    } catch (PipelineFileException | UserException e) {
      requireWords(e.getMessage());
      return false;
    }
  }

  /** Tries one file; whether it is good. */
  private static boolean look(int number, String text) throws IOException {
    Path file = Files.writeString(folder.resolve("p.yaml"), text);
    Path output = folder.resolve("out");
    boolean[] good = new boolean[1];
    long bytes = Allocation.of(() -> good[0] = isGood(file, output));
    assertTrue(bytes < MOST_BYTES, () -> bytes + " bytes");
    if (number % COMMANDS == 0) {
      String command = number % (2 * COMMANDS) == 0 ? "explain" : "validate";
      Outcome outcome = fieldbeam(command, file.toString(), "--output", output.toString());
      assertEquals(good[0], outcome.code() == ExitCode.DONE, outcome.err());
    }
    assertTrue(Files.notExists(output), "something was written");
    return good[0];
  }

  /** Runs a file that was found good. */
  private static boolean run(int number, String text) throws IOException {
    Path file = Files.writeString(folder.resolve("p.yaml"), text);
    Path output = folder.resolve("run" + number);
    Outcome outcome = fieldbeam("run", file.toString(), "--output", output.toString());
    assertTrue(outcome.code() != ExitCode.USAGE, () -> "not foreseen: " + outcome.err());
    return true;
  }

  private interface Case {
    boolean isGood() throws IOException;
  }

  private static boolean inTime(ExecutorService worker, String where, Case tried) throws Exception {
    try {
      return worker.submit(tried::isGood).get(HANGS_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return fail(where + "does not end", e);
    } catch (ExecutionException e) {
      throw new AssertionError(where + e.getCause().getMessage(), e.getCause());
    }
  }

  /** Whether a run of it takes seconds: a few stages, small counts, and no start of PyTorch. */
  private static boolean isShort(Map<String, Object> file) {
    List<?> stages = (List<?>) file.get("stages");
    return stages.size() <= 4 && hasSmallCounts(stages) && !names(stages).anyMatch("mlp"::equals);
  }

  private static boolean hasSmallCounts(Object tree) {
    if (tree instanceof Map<?, ?> map) {
      return map.values().stream().allMatch(PipelineFuzzTest::hasSmallCounts);
    } else if (tree instanceof List<?> list) {
      return list.stream().allMatch(PipelineFuzzTest::hasSmallCounts);
    }
    // the trajectories of the good files are the only large count
    return !(tree instanceof Long number) || number <= LARGEST_COUNT || number == 1000;
  }

  /** All keys and texts. */
  private static Stream<String> names(Object tree) {
    if (tree instanceof Map<?, ?> map) {
      return Stream.concat(
          map.keySet().stream().map(String::valueOf),
          map.values().stream().flatMap(PipelineFuzzTest::names));
    } else if (tree instanceof Collection<?> list) {
      return list.stream().flatMap(PipelineFuzzTest::names);
    }
    return tree instanceof String text ? Stream.of(text) : Stream.empty();
  }

  /** Whether it has the form of a pipeline file, so that what refuses it lies deeper. */
  private static boolean isGrammatical(Map<String, Object> file) {
    Problems problems = new Problems();
    new ValueReader(problems)
        .read(Node.of(file, new Location("p.yaml", 1, 1)), PipelineGrammar.pipeline());
    return problems.isEmpty();
  }

  private static String change(Map<String, Object> file, SplittableRandom random) {
    Object part = random.nextInt(8) == 0 ? file : GoodFiles.last(file);
    if (random.nextBoolean()) {
      return new JsonMutations(random).mutate(part);
    }
    List<String> texts = Stream.concat(TEXTS.stream(), names(file)).distinct().toList();
    return new GrammarValues(random, texts)
        .vary(part, part == file ? PipelineGrammar.pipeline() : StageKind.all().choice());
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
    int good = 0;
    int deep = 0;
    int ran = 0;
    List<String> failures = new ArrayList<>();
    for (int base = 0; base < GoodFiles.count(); base++) {
      Map<String, Object> walker = GoodFiles.file(base);
      boolean wanted = true; // at most one run of a walk
      for (int i = base; i < CASES; i += GoodFiles.count()) {
        SplittableRandom random = new SplittableRandom(SEED + i);
        Map<String, Object> file = GoodFiles.copy(walker);
        String what = i == base ? "nothing" : change(file, random); // each is good as it is
        String text = Json.pretty(file);
        String where = "seed " + SEED + ", case " + i + ": " + what + "\n" + text + "\n";
        int number = i;
        try {
          if (inTime(worker, where, () -> look(number, text))) {
            good++;
            if (wanted && i != base && ran < RUNS && isShort(file)) {
              wanted = false;
              ran++;
              inTime(worker, where, () -> run(number, text));
            }
            walker = text.length() < LONGEST_WALKED ? file : walker;
          } else {
            assertTrue(i != base, where);
            deep += isGrammatical(file) ? 1 : 0;
          }
        } catch (AssertionError e) {
          failures.add(e.getMessage());
        }
      }
    }
    worker.shutdownNow();
    assertEquals(List.of(), failures.stream().limit(10).toList(), failures.size() + " failures");
    // the law of the changes themselves: many reach what lies behind the grammar
    String found = good + " good, " + deep + " refused behind the grammar, " + ran + " run";
    assertTrue(good > CASES / 4 && deep > CASES / 8 && good + deep < CASES * 9 / 10, found);
    assertTrue(ran >= Math.min(RUNS, CASES / 500), found);
  }

  /** Kinds that no good file names would not be walked through. */
  @Test
  void everyKindIsNamed() {
    Set<String> named = new TreeSet<>();
    for (int i = 0; i < GoodFiles.count(); i++) {
      names(GoodFiles.file(i)).forEach(named::add);
    }
    for (Catalogue.Sort sort : Catalogue.sorts()) {
      if (!sort.word().equals("observable")) { // files do not name these
        sort.kinds()
            .forEach(
                kind ->
                    assertTrue(
                        named.contains(kind.about().name()),
                        () -> "no file has the " + sort.word() + " " + kind.about().name()));
      }
    }
  }
}
