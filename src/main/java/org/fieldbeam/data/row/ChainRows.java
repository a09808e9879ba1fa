package org.fieldbeam.data.row;

/**
 * A batch of rows that name the chain and the step of their configuration. Arrays are allocated
 * once for the capacity and reused; entries from {@code size()} on are left over and mean nothing.
 * Not thread safe.
 */
abstract class ChainRows implements Rows {
  private final int capacity;
  private final long[] chain;
  private final long[] step;
  private int size;

  /**
   * An empty batch.
   *
   * @throws IllegalArgumentException if there is no room for a row
   */
  ChainRows(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity " + capacity);
    }
    this.capacity = capacity;
    this.chain = new long[capacity];
    this.step = new long[capacity];
  }

  /** Largest number of configurations. */
  @Override
  public final int capacity() {
    return capacity;
  }

  /** Number of configurations B in the batch. */
  @Override
  public final int size() {
    return size;
  }

  /**
   * Sets the number of configurations. Where the layout of arrays depends on it, they must be
   * filled afresh.
   */
  @Override
  public final void resize(int newSize) {
    if (newSize < 0 || newSize > capacity) {
      throw new IllegalArgumentException("size " + newSize + " of capacity " + capacity);
    }
    size = newSize;
  }

  /** Chain of each configuration. */
  public final long[] chain() {
    return chain;
  }

  /** Step of each configuration. */
  public final long[] step() {
    return step;
  }

  @Override
  public void copyRow(int to, Rows source, int from) {
    ChainRows other = (ChainRows) source;
    chain[to] = other.chain[from];
    step[to] = other.step[from];
  }
}
