package org.fieldbeam.data.row;

/** Rows in memory, of whatever kind. */
public interface Rows {
  int capacity();

  int size();

  void resize(int size);

  /**
   * Copies a row.
   *
   * @param to row of these that it becomes
   * @param source rows of the same kind and shape
   * @param from its number among them
   */
  void copyRow(int to, Rows source, int from);
}
