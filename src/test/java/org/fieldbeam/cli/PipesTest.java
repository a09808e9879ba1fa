package org.fieldbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.cli.text.Terminal;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A named pipe that nobody writes into is waited for nowhere. The bound of time only ends a test
 * that would hang.
 */
@DisabledOnOs(OS.WINDOWS) // has no mkfifo
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PipesTest {
  private static final String PIPELINE =
      """
      name: pipes
      seed: 3
      output: %s
      stages:
        - generate: {into: ens, lattice: [2], action: {phi4: {kappa: 0.2, lambda: 0.1}},
            algorithm: %s, chains: 16, configurations: 4}
        - measure: {from: ens, into: obs}
        - %s
      """;

  @TempDir static Path folder;

  private record Outcome(int code, String err) {}

  private static Outcome fieldbeam(String line) {
    StringWriter err = new StringWriter();
    int code =
        Main.execute(
            new Terminal(
                new PrintWriter(new StringWriter()), new PrintWriter(err), false, System::nanoTime),
            line.split(" "));
    return new Outcome(code, err.toString());
  }

  @BeforeAll
  static void run() throws IOException {
    String good = pipeline("good.yaml", "out", "hmc", "report: {}");
    assertEquals(0, fieldbeam("run " + good).code() % 3, "done, whatever its checks say");
  }

  private static String pipeline(String name, String output, String algorithm, String last)
      throws IOException {
    String text =
        PIPELINE.formatted(
            folder.resolve(output),
            algorithm.replace("DIR", folder.toString()),
            last.replace("DIR", folder.toString()));
    return Files.writeString(folder.resolve(name), text).toString();
  }

  /** Runs a command while a pipe stands in the place of a file. */
  private static Outcome withPipe(String name, String command) throws Exception {
    Path at = folder.resolve(name);
    Path kept = folder.resolve("kept");
    boolean there = Files.exists(at);
    if (there) {
      Files.move(at, kept);
    }
    Files.createDirectories(at.getParent());
    assertEquals(0, new ProcessBuilder("mkfifo", at.toString()).inheritIO().start().waitFor());
    try {
      return fieldbeam(command.replace("DIR", folder.toString()));
    } finally {
      Files.delete(at);
      if (there) {
        Files.move(kept, at);
      }
    }
  }

  /** What becomes a pipe, and the command that would read it; DIR is the folder of both. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          p                        | validate DIR/p
          p                        | explain DIR/p
          p                        | run DIR/p
          p                        | import DIR/p DIR/new --shape 4
          p                        | import-model DIR/p DIR/new --trust --shape 1 --diffusion vp -D beta=20
          out/ens/_manifest.json   | inspect DIR/out/ens
          out/ens/_manifest.json   | verify DIR/out/ens
          out/ens/_manifest.json   | export DIR/out/ens DIR/new.npy
          out/ens/.fieldbeam-stage.json   | run DIR/good.yaml
          out/ens/_manifest.json   | run DIR/good.yaml
          out/ens/_manifest.json   | run DIR/reader.yaml
          out/obs/estimates.json   | report DIR/good.yaml
          out/obs/checks.json      | report DIR/good.yaml
          out/.fieldbeam-lock           | run DIR/good.yaml
          K.npy                    | validate DIR/kernel.yaml
          m/model.json             | validate DIR/model.yaml
          """)
  void arePipesOnlyNamed(String pipe, String command) throws Exception {
    pipeline("reader.yaml", "new", "hmc", "measure: {from: DIR/out/ens, into: more}");
    pipeline(
        "kernel.yaml", "new", "{kernelLangevin: {step: 0.1, matrix: DIR/K.npy}}", "report: {}");
    pipeline("model.yaml", "new", "hmc", "sample: {model: DIR/m, into: s, configurations: 4}");
    Outcome outcome = withPipe(pipe, command);
    assertTrue(outcome.code() == ExitCode.FAILED || outcome.code() == ExitCode.USAGE, outcome::err);
    assertTrue(outcome.err().contains(folder.resolve(pipe).toString()), outcome::err);
    assertTrue(outcome.err().contains("device"), outcome::err);
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify", "inspect"})
  void shardsAreFilesOrMissing(String command) throws Exception {
    Outcome outcome =
        withPipe("out/ens/part-00000-of-00001.parquet", command + " " + folder.resolve("out/ens"));
    assertEquals(ExitCode.FAILED, outcome.code(), outcome::err);
  }

  /** What a shell connects is read: {@code command | fieldbeam validate /dev/stdin}. */
  @Test
  void connectedPipesAreRead() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process command =
        new ProcessBuilder(
                "sh",
                "-c",
                "cat \"$0\" | \"$@\"",
                folder.resolve("good.yaml").toString(),
                java,
                "-cp",
                System.getProperty("java.class.path"),
                "org.fieldbeam.cli.Main",
                "validate",
                "/dev/stdin")
            .redirectErrorStream(true)
            .start();
    String out = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, command.waitFor(), out);
  }
}
