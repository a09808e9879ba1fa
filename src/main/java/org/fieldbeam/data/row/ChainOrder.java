package org.fieldbeam.data.row;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The order of the rows of a dataset by chain, and by step in each chain, whatever order they are
 * stored in: a shard holds its chains by turns.
 */
public final class ChainOrder {
  private final long[] chain;
  private final long[] step;

  /** Chains in their order, and the place at which each begins, and the end. */
  private final long[] chains;

  private final int[] begins;

  /** Place of each row; null where rows stand in their places. */
  private final int[] places;

  /**
   * The order of rows.
   *
   * @param chain chain of each row
   * @param step step of each row
   */
  public ChainOrder(long[] chain, long[] step) {
    this.chain = chain.clone();
    this.step = step.clone();
    chains = Arrays.stream(chain).sorted().distinct().toArray();
    begins = new int[chains.length + 1];
    for (long c : chain) {
      begins[number(c) + 1]++;
    }
    for (int c = 0; c < chains.length; c++) {
      begins[c + 1] += begins[c];
    }
    places = isSorted() ? null : places();
  }

  /** Chains one after the other, of equal length and with the steps 0, 1, 2, .... */
  public static ChainOrder blocks(int rows, int chains) {
    int length = rows / chains;
    return new ChainOrder(
        IntStream.range(0, rows).mapToLong(row -> row / length).toArray(),
        IntStream.range(0, rows).mapToLong(row -> row % length).toArray());
  }

  /** Chains by turns, of equal length and with the steps 0, 1, 2, .... */
  public static ChainOrder turns(int rows, int chains) {
    return new ChainOrder(
        IntStream.range(0, rows).mapToLong(row -> row % chains).toArray(),
        IntStream.range(0, rows).mapToLong(row -> row / chains).toArray());
  }

  private int number(long c) {
    return Arrays.binarySearch(chains, c);
  }

  private boolean isSorted() {
    for (int row = 1; row < chain.length; row++) {
      if (chain[row] < chain[row - 1]
          || (chain[row] == chain[row - 1] && step[row] < step[row - 1])) {
        return false;
      }
    }
    return true;
  }

  private int[] places() {
    int[] places = new int[chain.length];
    int[] next = begins.clone();
    long[] last = new long[chains.length];
    Arrays.fill(last, Long.MIN_VALUE);
    boolean stepsInOrder = true;
    for (int row = 0; row < chain.length; row++) {
      int c = number(chain[row]);
      places[row] = next[c]++;
      stepsInOrder &= step[row] >= last[c];
      last[c] = step[row];
    }
    if (!stepsInOrder) {
      Integer[] rows = IntStream.range(0, chain.length).boxed().toArray(Integer[]::new);
      Arrays.sort(
          rows,
          Comparator.<Integer>comparingLong(row -> chain[row]).thenComparingLong(row -> step[row]));
      for (int place = 0; place < rows.length; place++) {
        places[rows[place]] = place;
      }
    }
    return places;
  }

  public int rows() {
    return chain.length;
  }

  /** Number of chains. */
  public int chains() {
    return chains.length;
  }

  /** The place at which chain number c of the order begins; of the number of chains, the end. */
  public int begin(int c) {
    return begins[c];
  }

  /** Length of all chains if it is the same, else 0. */
  public int commonLength() {
    int length = chains.length == 0 ? 0 : begins[1];
    for (int c = 1; c < chains.length; c++) {
      if (begins[c + 1] - begins[c] != length) {
        return 0;
      }
    }
    return length;
  }

  /** Number of the chain, in the order, that a place belongs to. */
  public int chainAt(int place) {
    int c = Arrays.binarySearch(begins, place);
    return c >= 0 ? c : -c - 2;
  }

  /** What chain number c of the order is called. */
  long chainNumber(int c) {
    return chains[c];
  }

  /** The place of a row. */
  public int place(int row) {
    return places == null ? row : places[row];
  }

  public long chain(int row) {
    return chain[row];
  }

  public long step(int row) {
    return step[row];
  }

  /** The first row whose chain and step another row has too, or -1. */
  public int repeated() {
    int[] at = new int[rows()];
    for (int row = 0; row < at.length; row++) {
      at[place(row)] = row;
    }
    for (int place = 1; place < at.length; place++) {
      int row = at[place];
      int before = at[place - 1];
      if (chain[row] == chain[before] && step[row] == step[before]) {
        return row;
      }
    }
    return -1;
  }

  /** A file whose rows can be read from its start, as often as wanted. */
  @FunctionalInterface
  public interface Part<B extends Rows> {
    void read(Consumer<B> batches);
  }

  /**
   * Hands over all rows in this order. Where they do not stand in it, as many as fit into the
   * window are picked out of the parts that hold them at a time.
   *
   * @param parts the files, in the order in which the rows were counted
   * @param sizes number of rows of each
   * @param windows makes the window, which is filled and handed over again and again; not asked
   *     where rows stand in the order
   */
  public <B extends Rows> void forEach(
      List<Part<B>> parts, int[] sizes, Supplier<B> windows, Consumer<B> action) {
    if (places == null) {
      parts.forEach(part -> part.read(action));
      return;
    }
    B window = windows.get();
    int[] least = new int[sizes.length];
    int[] most = new int[sizes.length];
    for (int p = 0, row = 0; p < sizes.length; p++) {
      least[p] = Integer.MAX_VALUE;
      most[p] = -1;
      for (int end = row + sizes[p]; row < end; row++) {
        least[p] = Math.min(least[p], places[row]);
        most[p] = Math.max(most[p], places[row]);
      }
    }
    for (int from = 0; from < rows(); from += window.size()) {
      int start = from;
      window.resize(Math.min(window.capacity(), rows() - from));
      int end = from + window.size();
      for (int p = 0, first = 0; p < sizes.length; first += sizes[p++]) {
        if (least[p] < end && most[p] >= start) {
          int[] row = {first};
          parts
              .get(p)
              .read(
                  batch -> {
                    for (int b = 0; b < batch.size(); b++) {
                      int place = places[row[0]++];
                      if (place >= start && place < end) {
                        window.copyRow(place - start, batch, b);
                      }
                    }
                  });
        }
      }
      action.accept(window);
    }
  }
}
