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
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.cli.text.Terminal;
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

  private static void requireWords(String err, String... words) {
    assertTrue(err.contains("fieldbeam: ") && err.contains("to do: "), err);
    List.of(words).forEach(word -> assertTrue(err.contains(word), () -> word + " in " + err));
    assertFalse(err.contains("internal error") || err.contains("\tat "), err);
  }
}
