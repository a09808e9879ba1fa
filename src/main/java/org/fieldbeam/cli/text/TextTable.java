package org.fieldbeam.cli.text;

import java.util.ArrayList;
import java.util.List;

/** A table in plain text. */
public final class TextTable {
  /** How the columns after the first stand; the first stands to the left. */
  public enum Align {
    /** For words. */
    LEFT,
    /** For numbers. */
    RIGHT
  }

  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  private final Align align;

  public TextTable(Align align, List<String> header) {
    this.align = align;
    rows.add(cells(header));
  }

  public TextTable add(List<String> row) {
    if (row.size() != rows.get(0).size()) {
      throw new IllegalArgumentException("row of " + row.size() + " in a table of " + rows.get(0));
    }
    rows.add(cells(row));
    return this;
  }

  /** A cell has one line, whatever a file made of it. */
  private static List<String> cells(List<String> texts) {
    return texts.stream().map(PlainText::line).toList();
  }

  @Override
  public String toString() {
    int columns = rows.get(0).size();
    int[] width = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        width[i] = Math.max(width[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String pad = " ".repeat(width[i] - row.get(i).length());
        line.append(i == 0 ? "" : GAP);
        line.append(i == 0 || align == Align.LEFT ? row.get(i) + pad : pad + row.get(i));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
