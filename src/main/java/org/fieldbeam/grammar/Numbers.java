package org.fieldbeam.grammar;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * Numbers in text, in the one decimal form that pipeline files and the command line take: neither
 * what only Java reads (0.2d, 0x1p3), nor what only some readers of YAML take for a number (010,
 * .inf, 1_000).
 */
public final class Numbers {
  private static final Pattern WHOLE = Pattern.compile("[+-]?(0|[1-9][0-9]*)");
  private static final Pattern REAL =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  /** No number needs more characters; longer ones would keep the patterns busy. */
  private static final int LONGEST = 1100;

  private Numbers() {}

  /** The finite number that a text is, if it is one; -0 is 0. */
  public static OptionalDouble real(String text) {
    if (text.length() > LONGEST || !REAL.matcher(text).matches()) {
      return OptionalDouble.empty();
    }
    // adding 0.0 makes -0.0 and 0.0 one number, so that both have one canonical form
    double number = Double.parseDouble(text) + 0.0;
    return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
  }

  /** The whole number of 64 bits that a text is, if it is one. */
  public static Optional<Long> whole(String text) {
    if (text.length() > LONGEST || !WHOLE.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return Optional.empty(); // too long
    }
  }

  /** The shortest text that reads back as {@code x}, without a trailing {@code .0}. */
  static String plain(double x) {
    String text = Double.toString(x);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
