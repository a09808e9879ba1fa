package org.fieldbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fieldbeam.cli.text.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code expect} of a measure stage lets pass and what not. */
class ExpectedFailureTest {
  private static final String PIPELINE =
      """
      name: toy
      seed: 3
      output: '%s'
      stages:
        - generate:
            into: %s
            lattice: [1]
            action: {complexQuartic: {a: %s, b: 1}}
            algorithm: {complexLangevin: {step: 1.0e-3, scheme: halfImplicit%s}}
            chains: 64
            thermalization: 2000
            configurations: 40
            stride: 200
        - measure:
            from: %2$s
            into: observables
            expect: %s
      """;

  @TempDir Path folder;

  private int code;
  private String out;
  private String err;

  private void run(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("toy.yaml"), text);
    StringWriter results = new StringWriter();
    StringWriter messages = new StringWriter();
    code =
        Main.execute(
            new Terminal(
                new PrintWriter(results), new PrintWriter(messages), false, System::nanoTime),
            "run",
            file.toString());
    out = results.toString();
    err = messages.toString();
  }

  /** The kernel turns the line into another sector, whatever the random numbers are. */
  private String turned(String expect) {
    return PIPELINE.formatted(
        folder.resolve("out"), "turned", "[-4, 10]", ", kernel: quadratic", expect);
  }

  private String plain(String expect) {
    return PIPELINE.formatted(folder.resolve("out"), "plain", "[2, 1]", "", expect);
  }

  @Test
  void aFailureThatIsExpectedEndsWell() throws IOException {
    run(turned("[{dataset: turned, fails: [contour]}]"));
    assertEquals(0, code, out + err);
    assertTrue(out.contains("1 failed as expected"), out);
    assertFalse(out.contains("FAILED"), out);
  }

  @Test
  void anExpectedFailureThatPassesGivesThree() throws IOException {
    run(plain("[{dataset: plain, fails: [contour]}]"));
    assertEquals(3, code, out + err);
    assertTrue(out.contains("0 failed, 1 did not fail as expected\n"), out);
    assertTrue(out.contains("PASSED, though expected to fail, plain contour"), out);
    assertFalse(out.contains("FAILED"), out);
  }

  /** Too few configurations say neither that the average is right nor that it is wrong. */
  @Test
  void anExpectedFailureThatIsNotJudgedGivesThree() throws IOException {
    run(plain("[{dataset: plain, fails: [driftDecay]}]"));
    assertEquals(3, code, out + err);
    assertTrue(out.contains("0 failed, 1 did not fail as expected\n"), out);
    assertTrue(out.contains("NOT JUDGED, though expected to fail, plain driftDecay"), out);
    assertFalse(out.contains("FAILED"), out);
  }

  /** To expect one failure excuses no other. */
  @Test
  void aFailureBesideTheExpectedGivesThree() throws IOException {
    run(turned("[{dataset: turned, fails: [stride]}]"));
    assertEquals(3, code, out + err);
    assertTrue(out.contains("1 failed, 1 did not fail as expected\n"), out);
    assertTrue(out.contains("FAILED turned contour"), out);
    assertTrue(out.contains("PASSED, though expected to fail, turned stride"), out);
  }

  @Test
  void anUnknownDatasetIsAnErrorWithItsPlace() throws IOException {
    run(plain("[{dataset: plainly, fails: [contour]}]"));
    assertEquals(2, code, out + err);
    assertTrue(err.contains("toy.yaml:14:5: measure: expect names the dataset 'plainly'"), err);
    assertTrue(err.contains("(measured: plain)"), err);
    assertFalse(Files.exists(folder.resolve("out")), "nothing was run");
  }

  @Test
  void anUnknownCheckIsAnErrorWithItsPlace() throws IOException {
    run(plain("[{dataset: plain, fails: [contuor]}]"));
    assertEquals(2, code, out + err);
    assertTrue(err.contains("toy.yaml:14:5: measure: expect names the check 'contuor'"), err);
    assertTrue(err.contains("did you mean 'contour'?"), err);
    assertFalse(Files.exists(folder.resolve("out")), "nothing was run");
  }

  /** A check that other ensembles have: known only from the measurement. */
  @Test
  void aCheckThatTheDatasetDoesNotHaveIsAnError() throws IOException {
    run(plain("[{dataset: plain, fails: [deltaHBalance]}]"));
    assertEquals(2, code, out + err);
    assertTrue(
        err.contains(
            "toy.yaml:14:5: measure: expect names the check 'deltaHBalance', which the dataset"
                + " 'plain' does not have"),
        err);
    assertTrue(err.contains("driftDecay"), "the names there are: " + err);
  }

  @Test
  void aDatasetMayBeNamedOnce() throws IOException {
    run(plain("[{dataset: plain, fails: [contour]}, {dataset: plain, fails: [stride]}]"));
    assertEquals(2, code, out + err);
    assertTrue(err.contains("toy.yaml:14:5: measure: expect names the dataset 'plain' twice"), err);
  }
}
