package org.fieldbeam.pipeline.grammar;

import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/** What is wrong with a file that is no YAML, in one line. */
final class YamlErrors {
  private YamlErrors() {}

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
