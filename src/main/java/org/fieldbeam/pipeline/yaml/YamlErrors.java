package org.fieldbeam.pipeline.yaml;

import org.fieldbeam.grammar.Location;
import org.fieldbeam.grammar.Problems;
import org.fieldbeam.grammar.Scalars;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/** What is wrong with a file that is no YAML, in one line. */
final class YamlErrors {
  /** YAML's reader takes time and memory with the square of the length of a word. */
  private static final int LONGEST_WORD = 20_000;

  private YamlErrors() {}

  /** Reports the first word that is too long to be meant, blanks and signs of lists apart. */
  static boolean reportLongWord(String source, String text, Problems problems) {
    int line = 1;
    int lineStart = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == ',' || c == '[' || c == ']' || c == '{' || c == '}') {
        start = i + 1;
      } else if (i - start == LONGEST_WORD) {
        problems.report(
            new Location(source, line, start - lineStart + 1),
            Scalars.shown(text.substring(start))
                + " is a word of more than "
                + LONGEST_WORD
                + " characters, the most that a word may have; is it a pipeline file?");
        return true;
      }
      if (c == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return false;
  }

  /** An error that the YAML reader found at a place. */
  static String message(MarkedYAMLException e) {
    String problem = String.valueOf(e.getProblem());
    if (problem.contains("\\t(TAB)") || problem.contains("'\\t'")) {
      return "a tab stands where YAML allows blanks only; indent with blanks";
    }
    String context = e.getContext() == null ? "" : e.getContext() + ", ";
    return "not valid YAML: " + line(context + problem);
  }

  /** A character that YAML does not know. */
  static String message(ReaderException e) {
    return String.format(
        "not readable as YAML: the character U+%04X is not allowed; is it a text file? Remove it",
        e.getCodePoint());
  }

  /** Where that character stands. */
  static Location place(String source, String text, ReaderException e) {
    int at = text.indexOf(e.getCodePoint());
    String before = text.substring(0, Math.max(0, at));
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    return new Location(source, line, before.length() - before.lastIndexOf('\n'));
  }

  /** Any other error, such as too many aliases. */
  static String message(YAMLException e, int mostAliases) {
    String text = String.valueOf(e.getMessage());
    return "not readable as YAML: "
        + (text.contains("aliases")
            ? "more than " + mostAliases + " aliases (*) of lists and maps; write them out"
            : line(text));
  }

  private static String line(String text) {
    return Scalars.shown(text.replaceAll("\\s+", " ").strip(), 200);
  }
}
