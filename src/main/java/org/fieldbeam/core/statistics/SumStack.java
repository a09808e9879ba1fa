package org.fieldbeam.core.statistics;

import java.util.Arrays;

/**
 * Several sums carried through one {@link TreeSum}: an array that holds the length of each and then
 * all of them, one after the other.
 */
public final class SumStack {

  private SumStack() {}

  /**
   * Puts sums into one array.
   *
   * @param parts the sums, in an order that all shards share
   * @return the array
   */
  public static double[] of(double[]... parts) {
    int size = parts.length + Arrays.stream(parts).mapToInt(part -> part.length).sum();
    double[] stack = new double[size];
    int at = parts.length;
    for (int i = 0; i < parts.length; i++) {
      stack[i] = parts[i].length;
      System.arraycopy(parts[i], 0, stack, at, parts[i].length);
      at += parts[i].length;
    }
    return stack;
  }

  /**
   * Takes sums out of an array.
   *
   * @param stack the array
   * @param parts number of sums in it
   * @param index which of them
   * @return a copy of the sums
   */
  public static double[] part(double[] stack, int parts, int index) {
    int at = parts;
    for (int i = 0; i < index; i++) {
      at += (int) stack[i];
    }
    return Arrays.copyOfRange(stack, at, at + (int) stack[index]);
  }

  /**
   * Joins arrays part by part.
   *
   * @param joins how each part is joined
   * @return the join to hand to {@link TreeSum}
   */
  public static TreeSum.Join join(TreeSum.Join... joins) {
    TreeSum.Join[] each = joins.clone();
    return (left, right) -> {
      double[][] parts = new double[each.length][];
      for (int i = 0; i < parts.length; i++) {
        parts[i] = each[i].apply(part(left, parts.length, i), part(right, parts.length, i));
      }
      return of(parts);
    };
  }
}
