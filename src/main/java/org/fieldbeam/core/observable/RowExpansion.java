package org.fieldbeam.core.observable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Computes the quantities of a configuration of what is recorded of it, for all kinds. */
final class RowExpansion {
  private final Recording.Row row = new Recording.Row();
  private final List<Recording.Expansion> expansions = new ArrayList<>();
  private final List<Integer> firsts = new ArrayList<>();
  private int[] from = {};
  private int[] to = {};

  /** Adds quantities that a kind computes. */
  void add(Recording.Expansion expansion, int first) {
    expansions.add(expansion);
    firsts.add(first);
  }

  /** Adds a quantity that is a column. */
  void copy(int column, int quantity) {
    from = Arrays.copyOf(from, from.length + 1);
    to = Arrays.copyOf(to, to.length + 1);
    from[from.length - 1] = column;
    to[to.length - 1] = quantity;
  }

  /** Computes all quantities; more numbers may follow them. */
  void expand(double[] columns, double deltaH, double acceptance, double[] quantities) {
    for (int i = 0; i < from.length; i++) {
      quantities[to[i]] = columns[from[i]];
    }
    row.set(columns, deltaH, acceptance);
    for (int i = 0; i < firsts.size(); i++) {
      expansions.get(i).of(row, quantities, firsts.get(i));
    }
  }
}
