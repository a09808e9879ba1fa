package org.fieldbeam.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/**
 * What a command talks to.
 *
 * @param out results
 * @param err progress and errors
 * @param interactive whether a person watches {@code err}
 * @param nanoTime a clock in nanoseconds, as {@link System#nanoTime()}
 */
record Terminal(PrintWriter out, PrintWriter err, boolean interactive, LongSupplier nanoTime) {
  /** Standard output and standard error of this process. */
  static Terminal ofProcess() {
    // the launch script knows whether a person watches; Java can only ask about both streams at
    // once
    return new Terminal(
        new PrintWriter(System.out, false, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        Boolean.getBoolean("fieldbeam.terminal"),
        System::nanoTime);
  }
}
