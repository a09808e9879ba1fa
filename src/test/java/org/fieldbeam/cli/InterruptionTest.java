package org.fieldbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.fieldbeam.beam.FakeJobManager;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.cli.Interruption.Choice;
import org.fieldbeam.cli.text.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the job of a run that is stopped; on a real terminal: the cluster's tests. */
class InterruptionTest {
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      nullValues = "EOF",
      value = {
        // on a terminal a person decides, and an empty line is a yes
        "ask, true, y, true",
        "ask, true, '', true",
        "ask, true, n, false",
        "ask, true, No, false",
        "ask, true, EOF, true",
        "cancel, true, n, true",
        "keep, true, y, false",
        // elsewhere there is nobody to ask
        "ask, false, n, true",
        "cancel, false, n, true",
        "keep, false, y, false"
      })
  void cancelsOrNot(Choice choice, boolean interactive, String answer, boolean cancels)
      throws Exception {
    try (FakeJobManager server = new FakeJobManager()) {
      server.job(StageJob.namePrefix() + "1-hmc", "RUNNING", 3, 0);
      server.answer("/jobs/a1?mode=cancel", "{}");
      interrupt(server, choice, interactive, answer);
      assertEquals(
          cancels, server.requests().contains("PATCH /jobs/a1?mode=cancel"), err::toString);
      assertEquals(cancels, err.toString().contains("cancelled job a1"), err::toString);
      assertEquals(!cancels, err.toString().contains("the job goes on"), err::toString);
      assertEquals(
          choice == Choice.ask && interactive, err.toString().contains("[Y/n]"), err::toString);
      assertTrue(err.toString().contains("run the same command again"), err::toString);
    }
  }

  @Test
  void withoutAJobNobodyIsAsked() throws Exception {
    try (FakeJobManager server = new FakeJobManager()) {
      server.job(StageJob.namePrefix() + "1-hmc", "FINISHED", 3, 0);
      interrupt(server, Choice.ask, true, "y");
      assertTrue(!err.toString().contains("[Y/n]"), err::toString);
    }
  }

  @Test
  void saysThatTheClusterCannotBeTold() throws Exception {
    FakeJobManager server = new FakeJobManager();
    server.close();
    interrupt(server, Choice.cancel, false, "");
    assertTrue(err.toString().contains("cannot tell the cluster"), err::toString);
  }

  private void interrupt(FakeJobManager server, Choice choice, boolean interactive, String answer) {
    String typed = answer == null ? "" : answer + "\n";
    new Interruption(
            new Terminal(null, new PrintWriter(err), interactive, System::nanoTime),
            "/data/run1",
            Optional.of(server.cluster()),
            choice,
            new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)))
        .handle();
  }
}
