package org.fieldbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fieldbeam.cli.text.Terminal;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  private static final String PIPELINE =
      """
      name: toy
      seed: 3
      output: %s
      stages:
        - generate:
            into: hmc
            lattice: [4, 4]
            action: {phi4: {kappa: 0.2, lambda: 0.1}}
            algorithm: {%s}
            chains: 16
            chainsPerShard: 8
            thermalization: 100
            configurations: 100
            stride: 5
        - measure: {from: hmc, into: observables}
        - report: {}
      """;

  @TempDir Path folder;

  /** A command's exit code and what it wrote. */
  private record Outcome(int code, String out, String err) {}

  private static Outcome fieldbeam(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = List.of(args).stream().map(String::valueOf).toArray(String[]::new);
    int code =
        Main.execute(
            new Terminal(new PrintWriter(out), new PrintWriter(err), false, System::nanoTime),
            words);
    return new Outcome(code, out.toString(), err.toString());
  }

  private Path pipeline(String algorithm) throws IOException {
    String output = folder.resolve("out").toString();
    return Files.writeString(
        folder.resolve("toy.yaml"), PIPELINE.formatted("'" + output + "'", algorithm));
  }

  @Test
  void runPrintsResultsToStdoutAndProgressToStderr() throws IOException {
    Path file = pipeline("hmc: {steps: 8}");
    Outcome explained = fieldbeam("explain", file, "--parallelism", 2);
    assertEquals(0, explained.code(), explained.err());
    assertTrue(explained.out().contains("peak memory"), explained.out());
    assertFalse(Files.exists(folder.resolve("out")), "explain writes nothing");

    Outcome run = fieldbeam("run", file, "--parallelism", 2);
    assertEquals(0, run.code(), run.out() + run.err());
    assertTrue(run.out().contains("schwingerDyson"), run.out());
    Path report = folder.resolve("out").resolve("report").resolve("index.html");
    assertTrue(run.out().contains("report: " + report), run.out());
    assertTrue(Files.size(report) > 1000);
    assertTrue(run.err().contains("generate  hmc"), run.err());
    assertFalse(run.out().contains("generate  hmc"), "progress is no result");

    Outcome again = fieldbeam("run", file, "--json");
    assertEquals(0, again.code());
    assertTrue(again.err().contains("done before, skipped"), again.err());
    Map<?, ?> json = (Map<?, ?>) Json.parse(again.out(), "stdout");
    assertTrue(((List<?>) json.get("estimates")).size() >= 13);

    Path data = folder.resolve("out").resolve("hmc");
    assertEquals(0, fieldbeam("inspect", data).code());
    assertEquals(0, fieldbeam("verify", data).code());
    Outcome recovered = fieldbeam("recover-action", data, "--json");
    assertEquals(0, recovered.code(), recovered.err());
    Map<?, ?> kappa = (Map<?, ?>) ((Map<?, ?>) Json.parse(recovered.out(), "stdout")).get("kappa");
    double pull = ((Double) kappa.get("value") - 0.2) / (Double) kappa.get("error");
    // fixed seed; the false-alarm probability of 5 standard errors is 6e-7
    assertTrue(Math.abs(pull) < 5, "kappa is off by standard errors: " + pull);

    Path exported = folder.resolve("hmc.npy");
    assertEquals(0, fieldbeam("export", data, exported).code());
    Path imported = folder.resolve("imported");
    Outcome in =
        fieldbeam(
            "import",
            exported,
            imported,
            "--chains",
            16,
            "--action",
            "phi4",
            "-P",
            "kappa=0.2",
            "-P",
            "lambda=0.1");
    assertEquals(0, in.code(), in.err());
    assertTrue(in.out().contains("1600 configurations on [4, 4]"), in.out());
    assertEquals(1, fieldbeam("import", exported, imported).code(), "nothing is overwritten");
    assertEquals(2, fieldbeam("export", data, folder.resolve("x.docx")).code());

    for (Path other : List.of(data, folder.resolve("out/observables"), imported)) {
      Outcome refused = fieldbeam("report", file, "--into", other);
      assertEquals(1, refused.code(), refused.out());
      assertTrue(refused.err().contains("an output of another kind"), refused.err());
      assertFalse(Files.exists(other.resolve("index.html")), "nothing is written there");
    }
    assertEquals(0, fieldbeam("report", file, "--into", folder.resolve("elsewhere")).code());
  }

  @Test
  void failedCheckGivesThree() throws IOException {
    // Euler-Maruyama with a far too large step samples another distribution
    Outcome run = fieldbeam("run", pipeline("langevin: {step: 0.2}"));
    assertEquals(3, run.code(), run.out() + run.err());
    assertTrue(run.out().contains("FAILED hmc schwingerDyson"), run.out());
  }

  @Test
  void damagedDatasetFailsVerification() throws IOException {
    Path file = pipeline("hmc: {}");
    fieldbeam("run", file);
    Path shard = folder.resolve("out").resolve("hmc").resolve("part-00001-of-00002.parquet");
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length / 2] ^= 1;
    Files.write(shard, bytes);
    Outcome verified = fieldbeam("verify", shard.getParent());
    assertEquals(3, verified.code());
    assertTrue(verified.out().contains("FAILED"), verified.out());
    assertTrue(verified.out().contains("part-00001"), verified.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "rum",
        "run",
        "run missing.yaml",
        "run --runner spark x.yaml",
        "run --parallelism 0 x.yaml",
        "run --frobnicate x.yaml",
        "inspect"
      })
  void badUsageGivesTwo(String line) {
    Outcome outcome = line.isEmpty() ? fieldbeam() : fieldbeam((Object[]) line.split(" "));
    assertEquals(2, outcome.code(), outcome.err());
    assertEquals("", outcome.out());
    assertFalse(outcome.err().isBlank());
    assertFalse(outcome.err().contains("\tat "), "no stack trace: " + outcome.err());
  }

  @Test
  void badPipelineFileGivesTwoWithItsPlace() throws IOException {
    Path file = folder.resolve("toy.yaml");
    Files.writeString(file, "name: toy\nsead: 1\nstages: []\n");
    for (String command : List.of("run", "validate", "explain", "report")) {
      Outcome outcome = fieldbeam(command, file);
      assertEquals(2, outcome.code());
      assertTrue(outcome.err().contains("2 errors in the pipeline file"), outcome.err());
      assertTrue(
          outcome.err().contains(file + ":2:1: unknown key 'sead'; did you mean 'seed'?"),
          outcome.err());
    }
  }

  @Test
  void blankFoldersAndUnknownFileSystemsAreRefused() throws IOException {
    Path file = pipeline("hmc: {}");
    Outcome blank = fieldbeam("run", file, "--output", "");
    assertEquals(2, blank.code());
    assertTrue(blank.err().contains("it is blank; allowed: a path"), blank.err());
    for (String[] unknown :
        List.of(
            new String[] {"nofs://x/y", "no file system for this path"},
            new String[] {"nofs://x/[y]", "for a glob"})) {
      Outcome refused = fieldbeam("run", file, "--output", unknown[0]);
      assertEquals(1, refused.code());
      assertTrue(refused.err().contains(unknown[1]), refused.err());
      assertFalse(refused.err().contains("internal error"), refused.err());
    }
    assertTrue(fieldbeam("inspect", " ").err().contains("it is blank; allowed: a path"));
  }

  @Test
  void aPlanThatCannotFitInMemoryIsRefusedBeforeAnythingIsWritten() throws IOException {
    Path file = pipeline("hmc: {}");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("[4, 4]", "[4096, 4096]")
            .replace("chainsPerShard: 8", "chainsPerShard: 16"));
    long gigabytes = Runtime.getRuntime().maxMemory() >> 30;
    assertTrue(gigabytes < 10, "five fields of 16 chains are 10 GiB; this heap holds them");
    Outcome refused = fieldbeam("run", file);
    assertEquals(1, refused.code(), refused.err());
    assertTrue(refused.err().contains("the generate stage needs more memory"), refused.err());
    assertTrue(refused.err().contains("FIELDBEAM_HEAP="), refused.err());
    assertFalse(Files.exists(folder.resolve("out")));
  }

  /** What pyarrow (and so pandas) and Spark find when they are given the folder of a dataset. */
  @Test
  void readersOfWholeFoldersFindShardsOnly() throws IOException {
    assertEquals(0, fieldbeam("run", pipeline("hmc: {}"), "--output", folder.resolve("o")).code());
    try (Stream<Path> files = Files.list(folder.resolve("o").resolve("hmc"))) {
      List<String> seen =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> !name.startsWith("_") && !name.startsWith("."))
              .toList();
      assertFalse(seen.isEmpty());
      assertTrue(seen.stream().allMatch(name -> name.endsWith(".parquet")), seen::toString);
    }
  }

  @Test
  void foldersMayHaveGlobCharactersInTheirNames() throws IOException {
    Path file = pipeline("hmc: {}");
    String output = folder.resolve("a [1]{b,c}*").toString();
    // what the name would match as a glob must not be taken for it
    assertEquals(0, fieldbeam("run", file, "--output", folder.resolve("a 1b")).code());
    assertEquals(0, fieldbeam("run", file, "--output", output).code());
    assertTrue(Files.exists(Path.of(output, "hmc", "_manifest.json")));
    assertTrue(fieldbeam("run", file, "--output", output).err().contains("done before, skipped"));
    assertTrue(
        fieldbeam("explain", file, "--output", output).out().contains("to write anew"),
        "the report is written on every run");
    assertEquals(0, fieldbeam("verify", output + "/hmc").code());
  }

  @Test
  void stackTracesOnlyWhenAskedFor() {
    Path none = folder.resolve("none");
    Outcome brief = fieldbeam("inspect", none);
    assertEquals(1, brief.code());
    assertTrue(brief.err().contains("no dataset here"), brief.err());
    assertFalse(brief.err().contains("\tat "), brief.err());
    assertTrue(fieldbeam("inspect", "--stacktrace", none).err().contains("\tat "));
  }

  @Test
  void helpAndVersion() {
    for (String command :
        List.of(
            "run",
            "validate",
            "explain",
            "inspect",
            "verify",
            "import",
            "export",
            "report",
            "recover-action",
            "schema")) {
      Outcome help = fieldbeam(command, "--help");
      assertEquals(0, help.code());
      assertTrue(help.out().contains("Example"), command + " shows an example");
    }
    assertTrue(fieldbeam("--version").out().startsWith("fieldbeam "));
    assertTrue(fieldbeam("--help").out().contains("Exit codes:"));
  }

  @Test
  void failuresOfTheMachineAreNamed() {
    StringWriter err = new StringWriter();
    Exception full =
        UserException.of("cannot write: No space left on device")
            .where("part-0")
            .todo("change its permissions")
            .build();
    assertEquals(1, Failures.report(full, new PrintWriter(err), false));
    assertTrue(err.toString().contains("the disk is full"), err.toString());
    assertTrue(err.toString().contains("where: part-0"), err.toString());
    assertTrue(err.toString().contains("finished shards are kept"), err.toString());
    assertFalse(err.toString().contains("permissions"), "one thing to do: " + err);
    StringWriter memory = new StringWriter();
    Failures.report(
        new RuntimeException(new OutOfMemoryError("Java heap space")),
        new PrintWriter(memory),
        false);
    assertTrue(memory.toString().contains("FIELDBEAM_HEAP"), memory.toString());
  }
}
