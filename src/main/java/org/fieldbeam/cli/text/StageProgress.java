package org.fieldbeam.cli.text;

import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.pipeline.plan.PlannedStage;
import org.fieldbeam.pipeline.run.PipelineRun;

/**
 * Shows the stages of a run: a bar on a terminal, a line every ten seconds elsewhere. Silence may
 * fall from another thread.
 */
public final class StageProgress implements PipelineRun.Listener, AutoCloseable {
  private static final long LINE_PERIOD_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int BAR_WIDTH = 100;

  private final Terminal terminal;
  private ProgressBar bar;
  private long stageStart;
  private long lastLine;
  private Progress.Snapshot last;
  private String detail = "";
  private boolean silent;

  public StageProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public synchronized void skipped(PlannedStage stage) {
    line(label(stage) + "done before, skipped");
  }

  @Override
  public synchronized void started(PlannedStage stage) {
    stageStart = terminal.nanoTime().getAsLong();
    lastLine = stageStart;
    last = null;
    if (!terminal.interactive()) {
      line(label(stage) + "started (" + stage.state() + ")");
    }
  }

  @Override
  public synchronized void progress(PlannedStage stage, Progress.Snapshot snapshot) {
    last = snapshot;
    if (terminal.interactive()) {
      showBar(stage, snapshot);
      return;
    }
    long now = terminal.nanoTime().getAsLong();
    if (now - lastLine >= LINE_PERIOD_NANOS) {
      lastLine = now;
      String more = detail.isEmpty() ? "" : ", " + detail;
      line(label(stage) + describe(snapshot) + more + ", " + elapsed());
    }
  }

  /** What the engine says of its work on the stage, beside shards and rows; may be empty. */
  public synchronized void detail(String text) {
    detail = text;
  }

  /** Tells of something that happened. */
  public synchronized void note(String text) {
    clearBar();
    line("fieldbeam: " + text);
  }

  private void showBar(PlannedStage stage, Progress.Snapshot snapshot) {
    if (snapshot.rowsTotal() <= 0 || silent) {
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(label(stage).strip())
              .setInitialMax(snapshot.rowsTotal())
              .setStyle(ProgressBarStyle.ASCII)
              .setUnit(" rows", 1)
              .setUpdateIntervalMillis(250)
              .setConsumer(new DelegatingProgressBarConsumer(terminal::overwrite, BAR_WIDTH))
              .build();
    }
    bar.maxHint(snapshot.rowsTotal());
    bar.stepTo(snapshot.rows());
  }

  @Override
  public synchronized void finished(PlannedStage stage) {
    close();
    line(label(stage) + "done in " + elapsed() + (last == null ? "" : ", " + describe(last)));
  }

  /** Takes the bar away, if there is one. */
  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
      clearBar();
      bar = null;
    }
  }

  /** Takes the bar away and shows nothing more: others have to say something. */
  public synchronized void silence() {
    close();
    silent = true;
  }

  private void clearBar() {
    if (bar != null) {
      terminal.overwrite(" ".repeat(BAR_WIDTH));
      terminal.overwrite("");
    }
  }

  private String elapsed() {
    return Quantities.time(Duration.ofNanos(terminal.nanoTime().getAsLong() - stageStart));
  }

  private static String describe(Progress.Snapshot snapshot) {
    StringBuilder text = new StringBuilder();
    text.append(snapshot.shardsDone()).append(" of ").append(snapshot.shardsTotal());
    text.append(snapshot.shardsTotal() == 1 ? " shard" : " shards");
    if (snapshot.shardsKept() > 0) {
      text.append(" (").append(snapshot.shardsKept()).append(" kept)");
    }
    if (snapshot.rowsTotal() > 0) {
      text.append(", ").append(snapshot.rows()).append(" of ").append(snapshot.rowsTotal());
      text.append(" rows");
    }
    if (snapshot.bytes() > 0) {
      text.append(", ").append(Quantities.bytes(snapshot.bytes()));
    }
    return text.toString();
  }

  private static String label(PlannedStage stage) {
    return String.format(Locale.ROOT, "%-9s %-12s ", stage.spec().kind(), stage.spec().into());
  }

  private void line(String text) {
    if (silent) {
      return;
    }
    terminal.err().println(text);
    terminal.err().flush();
  }
}
