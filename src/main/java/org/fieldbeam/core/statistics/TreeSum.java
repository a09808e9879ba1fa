package org.fieldbeam.core.statistics;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Joins the sums of shards in a fixed binary tree over shard numbers, so that the result has the
 * same bits in whatever order the shards, or partial accumulators, arrive.
 *
 * <p>A leaf is a shard's {@code double[]}; node (level, i) joins nodes (level-1, 2i) and (level-1,
 * 2i+1), in this order. Only complete nodes are ever joined, so an accumulator holds the roots of
 * the complete subtrees seen so far: one per set bit of the shard count once all have arrived,
 * which {@link #result} then joins from the last to the first. Not thread safe.
 *
 * <p>As a combine function of an engine: create, {@link #add} or {@link #addAll}, {@link #result}.
 */
public final class TreeSum implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Joins two sums; needs not be associative in floating point. */
  @FunctionalInterface
  public interface Join extends Serializable {
    /**
     * Joins two sums and changes neither: engines forbid changing what they hand in.
     *
     * @param left sums of the lower shard numbers
     * @param right sums of the higher shard numbers
     * @return the joint sums
     */
    double[] apply(double[] left, double[] right);
  }

  /** Adds element by element; both arrays must have one length. */
  public static final Join ADD = TreeSum::addElements;

  private static final int MAX_LEVEL = 62;

  private final Join join;
  private final TreeMap<Node, double[]> nodes = new TreeMap<>();
  private long shards;

  /**
   * A root of a complete subtree.
   *
   * @param level height above the leaves
   * @param position index among the nodes of its level
   */
  public record Node(int level, long position) implements Comparable<Node>, Serializable {

    private static final long serialVersionUID = 1L;

    /**
     * Refuses nodes outside the tree.
     *
     * @param level height above the leaves
     * @param position index among the nodes of its level
     */
    public Node {
      if (level < 0 || level > MAX_LEVEL || position < 0) {
        throw new IllegalArgumentException(
            "TreeSum: no node at level " + level + ", position " + position);
      }
    }

    private long firstShard() {
      return position << level;
    }

    @Override
    public int compareTo(Node other) {
      int byShard = Long.compare(firstShard(), other.firstShard());
      return byShard != 0 ? byShard : Integer.compare(level, other.level);
    }
  }

  /**
   * An empty accumulator.
   *
   * @param join how two sums become one
   */
  public TreeSum(Join join) {
    this.join = join;
  }

  /** An empty accumulator that adds element by element. */
  public TreeSum() {
    this(ADD);
  }

  /**
   * Adds a shard's sums.
   *
   * @param shard shard number from 0
   * @param sums its sums; kept, and never changed
   * @return this accumulator
   * @throws IllegalStateException if the shard was added before
   */
  public TreeSum add(long shard, double[] sums) {
    return put(new Node(0, shard), sums);
  }

  /**
   * Adds all that another accumulator holds, and leaves that one as it is.
   *
   * @param other an accumulator of other shards
   * @return this accumulator
   * @throws IllegalStateException if a shard is in both
   */
  public TreeSum addAll(TreeSum other) {
    for (Map.Entry<Node, double[]> entry : other.nodes.entrySet()) {
      put(entry.getKey(), entry.getValue());
    }
    return this;
  }

  /**
   * Adds a complete node, for coders that carry an accumulator's {@link #nodes()}.
   *
   * @param node where the sums stand in the tree
   * @param sums the sums of all shards below that node
   * @return this accumulator
   * @throws IllegalStateException if a shard below that node was added before
   */
  public TreeSum put(Node node, double[] sums) {
    refuseOverlap(node);
    shards += 1L << node.level();
    Node at = node;
    double[] value = sums;
    while (true) {
      Node sibling = new Node(at.level(), at.position() ^ 1);
      double[] other = nodes.remove(sibling);
      if (other == null) {
        nodes.put(at, value);
        return this;
      }
      boolean left = (at.position() & 1) == 0;
      value = left ? join.apply(value, other) : join.apply(other, value);
      at = new Node(at.level() + 1, at.position() >> 1);
    }
  }

  private void refuseOverlap(Node node) {
    long first = node.firstShard();
    long end = first + (1L << node.level());
    // The last node that starts before our end is the only one that can overlap from the left.
    Map.Entry<Node, double[]> before = nodes.lowerEntry(new Node(0, end));
    if (before != null) {
      Node at = before.getKey();
      if (at.firstShard() + (1L << at.level()) > first) {
        throw new IllegalStateException(
            "TreeSum: the sums of shards "
                + first
                + " to "
                + (end - 1)
                + " were given, but shards "
                + at.firstShard()
                + " to "
                + (at.firstShard() + (1L << at.level()) - 1)
                + " were added before; each shard may be added once");
      }
    }
  }

  /**
   * The complete nodes held now, in the order of their shards.
   *
   * @return a read-only view
   */
  public Map<Node, double[]> nodes() {
    return Collections.unmodifiableMap(nodes);
  }

  /**
   * Number of shards added.
   *
   * @return shards below all nodes held
   */
  public long shards() {
    return shards;
  }

  /**
   * The joint sums of shards 0 to {@code count} - 1.
   *
   * @param count number of shards that must have been added
   * @return the sums
   * @throws IllegalStateException if a shard is missing or one too many was added, or if count is 0
   */
  public double[] result(long count) {
    if (count < 1 || shards != count || nodes.lastKey().firstShard() >= count) {
      throw new IllegalStateException(
          "TreeSum: the sums of "
              + count
              + " shards (0 to "
              + (count - 1)
              + ") were asked for, "
              + shards
              + " were added"
              + (nodes.isEmpty() ? "" : ", the last complete group from " + nodes.lastKey()));
    }
    double[] sum = null;
    for (double[] value : nodes.descendingMap().values()) {
      sum = sum == null ? value : join.apply(value, sum);
    }
    return sum;
  }

  private static double[] addElements(double[] left, double[] right) {
    if (left.length != right.length) {
      throw new IllegalArgumentException(
          "TreeSum: sums of lengths " + left.length + " and " + right.length + " cannot be added");
    }
    double[] sum = new double[left.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = left[i] + right[i];
    }
    return sum;
  }
}
