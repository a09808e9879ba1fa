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
import java.util.SplittableRandom;
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.cli.text.Terminal;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.row.Configuration;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowWriter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Coefficients and fields so large that what is computed of them exceeds the largest double: the
 * error names the chain, the step and the column, or the stage and what to do; a run that ends does
 * not end well.
 */
class OverflowTest {
  @TempDir static Path folder;

  private record Outcome(int code, String err) {}

  private static Outcome run(String stages) throws IOException {
    Path file = Files.createTempFile(folder, "p", ".yaml");
    Files.writeString(file, "name: huge\nseed: 1\noutput: " + file + ".d\nstages:\n" + stages);
    StringWriter err = new StringWriter();
    int code =
        Main.execute(
            new Terminal(
                new PrintWriter(new StringWriter()), new PrintWriter(err), false, System::nanoTime),
            "run",
            file.toString());
    return new Outcome(code, err.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [4, 4] | phi4: {kappa: 1.0e300, lambda: 0.1} | metropolisWolff | column action
          [1] | quartic: {a: 1, b: 1.0e300} | langevin: {step: 0.01} | column field
          [1] | quartic: {a: 1.0e300, b: 1} | langevin: {step: 0.01} | column field
          [1] | complexQuartic: {a: [1, 1.0e300], b: 1} | complexLangevin: {step: 0.001} | column drift
          [2, 2] | boseGas: {m2: 1, lambda: 1.0e300, mu: 0.5} | complexLangevin: {step: 0.001} | column drift
          [2, 2] | boseGas: {m2: 1, lambda: 1, mu: 800} | complexLangevin: {step: 0.001} | column action
          """)
  void coefficientsThatOverflow(String lattice, String action, String algorithm, String words)
      throws IOException {
    Outcome outcome =
        run(
            "- generate: {into: q, lattice: "
                + lattice
                + ", action: {"
                + action
                + "}, algorithm: {"
                + (algorithm.contains(":") ? algorithm : algorithm + ": {}")
                + "}, chains: 4, configurations: 4}\n");
    assertEquals(ExitCode.FAILED, outcome.code(), outcome.err());
    requireWords(outcome.err(), words, "where: chain ", "smaller coefficients");
  }

  /** An ensemble of 8 chains whose fields are of some size, without an action. */
  private static String ensemble(double size) {
    Path path = folder.resolve("of" + size);
    if (Files.notExists(path)) {
      DatasetInfo info = DatasetInfo.of(DatasetKind.ENSEMBLE, "huge", "import", "abcd", 4, 4);
      try (RowWriter<EnsembleBatch> writer =
          EnsembleBatch.ROWS.create(path.toString(), info, 0, 1)) {
        SplittableRandom random = new SplittableRandom(1);
        for (int row = 0; row < 40; row++) {
          double[] field = random.doubles(16, -size, size).toArray();
          writer.write(
              EnsembleBatch.of(
                  new Configuration(
                      row / 5, row % 5, new int[] {4, 4}, field, null, null, null, null, null)));
        }
        DatasetFolder.commit(path.toString(), info, List.of(writer.finish()), Map.of());
      }
    }
    return path.toString();
  }

  /** What would be computed of them is refused; noise alone is added to fields of any size. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1e80  | prepare: {from: HUGE, into: p, diffusion: vp, validation: 0.25} |
          1e160 | prepare: {from: HUGE, into: p, diffusion: vp, validation: 0.25} | squares exceed the largest double
          1e80  | noise: {from: HUGE, into: p, diffusion: vp, times: 2} |
          1e300 | noise: {from: HUGE, into: p, diffusion: vp, times: 2} |
          1e80  | train: {from: HUGE, into: s, model: {effectiveAction: {levels: 4, action: fitted}}, validation: 0.25} | leave out configurations that ran away
          1e300 | train: {from: HUGE, into: s, model: {effectiveAction: {levels: 4, action: fitted}}, validation: 0.25} | leave out configurations that ran away
          1e80  | correct: {from: HUGE, into: c} | needs the action
          1e80  | measure: {from: [HUGE], into: m} | needs the action
          """)
  void fieldsThatOverflow(double size, String stage, String words) throws IOException {
    Outcome outcome = run("- " + stage.replace("HUGE", ensemble(size)) + "\n");
    if (words == null) {
      assertEquals(ExitCode.DONE, outcome.code(), outcome.err());
    } else {
      assertEquals(ExitCode.FAILED, outcome.code(), outcome.err());
      requireWords(outcome.err(), words);
    }
  }

  /** A model whose numbers overflow is found before it is sampled from. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          quartic: {a: 1.0e300, b: 1.0e300} | vp
          anharmonic: {mu2: 1, g: 1.0e300} | vp
          quartic: {a: 1, b: 1} | ve: {sigma: 1.0e300}
          quartic: {a: 1, b: 1} | vp: {beta: 1.0e300}
          """)
  void modelsThatOverflow(String action, String diffusion) throws IOException {
    Outcome outcome =
        run(
            "- sample: {model: {exact: {action: {"
                + action
                + "}, diffusion: {"
                + (diffusion.contains(":") ? diffusion : diffusion + ": {}")
                + "}}}, into: q, configurations: 8}\n");
    assertEquals(ExitCode.USAGE, outcome.code(), outcome.err());
    assertTrue(
        outcome.err().contains(":5:3: ") || outcome.err().contains("allowed"), outcome.err());
  }

  private static void requireWords(String err, String... words) {
    assertTrue(err.contains("fieldbeam: ") && err.contains("to do: "), err);
    List.of(words).forEach(word -> assertTrue(err.contains(word), () -> word + " in " + err));
    assertFalse(err.contains("internal error") || err.contains("\tat "), err);
  }
}
