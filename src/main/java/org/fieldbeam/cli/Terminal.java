package org.fieldbeam.cli;

import java.io.PrintWriter;
import java.util.function.LongSupplier;

/**
 * What a command talks to.
 *
 * @param out results
 * @param err progress and errors
 * @param interactive whether a person watches {@code err}
 * @param nanoTime a clock in nanoseconds, as {@link System#nanoTime()}
 */
record Terminal(PrintWriter out, PrintWriter err, boolean interactive, LongSupplier nanoTime) {}
