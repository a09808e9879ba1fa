package org.fieldbeam.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fieldbeam.beam.job.FlinkCluster;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.cli.text.Terminal;

/**
 * What happens when a run is stopped from outside (Ctrl-C, SIGTERM): the user is told how to go on,
 * and a job on a cluster is cancelled or left to finish its stage.
 */
final class Interruption {
  /** What becomes of the job on a cluster. */
  enum Choice {
    /** Ask on a terminal; cancel where nobody can be asked. */
    ask,
    /** Cancel it. */
    cancel,
    /** Leave it to finish its stage. */
    keep
  }

  private final Terminal terminal;
  private final String output;
  private final Optional<FlinkCluster> cluster;
  private final Choice choice;
  private final InputStream answers;

  /**
   * What to do.
   *
   * @param output the output folder, for messages
   * @param cluster where jobs of this process run, if not here
   * @param choice what becomes of them
   * @param answers where a person's answer comes from
   */
  Interruption(
      Terminal terminal,
      String output,
      Optional<FlinkCluster> cluster,
      Choice choice,
      InputStream answers) {
    this.terminal = terminal;
    this.output = output;
    this.cluster = cluster;
    this.choice = choice;
    this.answers = answers;
  }

  /** Runs while the process ends. */
  void handle() {
    line("");
    cluster.ifPresent(this::endJobs);
    line(
        "fieldbeam: stopped; finished shards are kept in "
            + output
            + ", run the same command again to go on");
  }

  private void endJobs(FlinkCluster flink) {
    try {
      List<String> jobs = flink.runningJobs(StageJob.namePrefix());
      if (jobs.isEmpty()) {
        return;
      }
      if (!cancels()) {
        line(
            "fieldbeam: the job goes on at "
                + flink.master()
                + " to the end of its stage: "
                + jobs);
        return;
      }
      for (String job : jobs) {
        flink.cancel(job);
        line("fieldbeam: cancelled job " + job + " at " + flink.master());
      }
    } catch (IOException e) {
      line("fieldbeam: cannot tell the cluster at " + flink.master() + " to cancel the job: " + e);
    }
  }

  private boolean cancels() throws IOException {
    if (choice != Choice.ask || !terminal.interactive()) {
      return choice != Choice.keep;
    }
    terminal.err().print("fieldbeam: cancel the job on the cluster? [Y/n] ");
    terminal.err().flush();
    String answer =
        new BufferedReader(new InputStreamReader(answers, Charset.defaultCharset())).readLine();
    return answer == null || !answer.strip().toLowerCase(Locale.ROOT).startsWith("n");
  }

  private void line(String text) {
    terminal.err().println(text);
    terminal.err().flush();
  }
}
