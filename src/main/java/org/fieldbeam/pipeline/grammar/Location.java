package org.fieldbeam.pipeline.grammar;

import org.yaml.snakeyaml.error.Mark;

/**
 * A place in a file.
 *
 * @param source name of the file as the user gave it
 * @param line line, from 1
 * @param column column, from 1
 */
public record Location(String source, int line, int column) implements Comparable<Location> {

  /** The place of a SnakeYAML mark, whose lines and columns count from 0. */
  static Location of(String source, Mark mark) {
    return mark == null
        ? new Location(source, 1, 1)
        : new Location(source, mark.getLine() + 1, mark.getColumn() + 1);
  }

  @Override
  public int compareTo(Location other) {
    int byLine = Integer.compare(line, other.line);
    return byLine != 0 ? byLine : Integer.compare(column, other.column);
  }

  /** Returns {@code file:line:column}, which editors and terminals make a link of. */
  @Override
  public String toString() {
    return source + ":" + line + ":" + column;
  }
}
