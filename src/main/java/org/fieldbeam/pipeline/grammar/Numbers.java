package org.fieldbeam.pipeline.grammar;

/** Numbers in text. */
final class Numbers {
  private Numbers() {}

  /** The shortest text that reads back as {@code x}, without a trailing {@code .0}. */
  static String plain(double x) {
    String text = Double.toString(x);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
