package org.fieldbeam.grammar;

/**
 * A place in a file.
 *
 * @param source name of the file as the user gave it
 * @param line line, from 1
 * @param column column, from 1
 */
public record Location(String source, int line, int column) implements Comparable<Location> {

  /** A place in something that has no lines, such as the values that another program gave. */
  public static Location of(String source) {
    return new Location(source, 0, 0);
  }

  @Override
  public int compareTo(Location other) {
    int byLine = Integer.compare(line, other.line);
    return byLine != 0 ? byLine : Integer.compare(column, other.column);
  }

  /**
   * Returns {@code file:line:column}, which editors and terminals make a link of, or the source
   * alone where there are no lines.
   */
  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line + ":" + column;
  }
}
