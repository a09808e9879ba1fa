package org.fieldbeam.cli.text;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/** What a command talks to. Whatever it is told is shown as {@link PlainText}. */
public final class Terminal {
  private final PrintWriter out;
  private final PrintWriter err;
  private final PrintWriter screen;
  private final boolean interactive;
  private final LongSupplier nanoTime;

  /**
   * A terminal.
   *
   * @param out results
   * @param err progress and errors
   * @param interactive whether a person watches {@code err}
   * @param nanoTime a clock in nanoseconds, as {@link System#nanoTime()}
   */
  public Terminal(PrintWriter out, PrintWriter err, boolean interactive, LongSupplier nanoTime) {
    this.out = PlainText.writer(out, false);
    this.err = PlainText.writer(err, true);
    this.screen = err;
    this.interactive = interactive;
    this.nanoTime = nanoTime;
  }

  /** Standard output and standard error of this process. */
  public static Terminal ofProcess() {
    // the launch script knows whether a person watches; Java can only ask about both streams at
    // once
    return new Terminal(
        new PrintWriter(System.out, false, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        Boolean.getBoolean("fieldbeam.terminal"),
        System::nanoTime);
  }

  /** For results. */
  public PrintWriter out() {
    return out;
  }

  /** For progress and errors. */
  public PrintWriter err() {
    return err;
  }

  /** Whether a person watches {@link #err}. */
  public boolean interactive() {
    return interactive;
  }

  /** A clock in nanoseconds. */
  public LongSupplier nanoTime() {
    return nanoTime;
  }

  /** Puts text over the line of {@link #err} that is being written. */
  void overwrite(String text) {
    err.flush();
    screen.print("\r" + PlainText.line(text));
    screen.flush();
  }
}
