package org.fieldbeam.core.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeSumTest {

  private static double[][] shards(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] shards = new double[count][3];
    for (double[] shard : shards) {
      for (int i = 0; i < shard.length; i++) {
        // Sizes over twelve decades: every order of addition rounds differently.
        shard[i] = random.nextGaussian() * Math.pow(10, random.nextInt(12));
      }
    }
    return shards;
  }

  /** The tree by its definition: complete subtrees from the left, joined from the last. */
  private static double reference(double[][] shards, int column, int from, int to) {
    if (to - from == 1) {
      return shards[from][column];
    }
    int left = Integer.highestOneBit(to - from);
    if (left == to - from) {
      left /= 2;
    }
    return reference(shards, column, from, from + left)
        + reference(shards, column, from + left, to);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8, 37, 64, 100})
  void sameBitsInEveryOrderAndGrouping(int count) {
    double[][] shards = shards(count, count);
    Random random = new Random(7);
    for (int repeat = 0; repeat < 50; repeat++) {
      List<TreeSum> workers = new ArrayList<>();
      for (int w = 0; w <= random.nextInt(6); w++) {
        workers.add(new TreeSum());
      }
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        order.add(i);
      }
      Collections.shuffle(order, random);
      for (int shard : order) {
        workers.get(random.nextInt(workers.size())).add(shard, shards[shard]);
      }
      Collections.shuffle(workers, random);
      TreeSum joint = new TreeSum();
      workers.forEach(joint::addAll);
      double[] sum = joint.result(count);
      for (int i = 0; i < sum.length; i++) {
        assertEquals(reference(shards, i, 0, count), sum[i], 0.0);
      }
    }
  }

  @Test
  void plainAdditionWouldDependOnTheOrder() {
    double[][] shards = shards(64, 1);
    double forward = 0;
    double backward = 0;
    for (int i = 0; i < shards.length; i++) {
      forward += shards[i][0];
      backward += shards[shards.length - 1 - i][0];
    }
    assertNotEquals(forward, backward);
  }

  @Test
  void leavesWhatItIsGivenUnchanged() {
    double[][] shards = shards(8, 3);
    double[][] copies = shards(8, 3);
    TreeSum one = new TreeSum();
    TreeSum other = new TreeSum();
    for (int i = 0; i < 8; i++) {
      (i % 3 == 0 ? one : other).add(i, shards[i]);
    }
    int held = other.nodes().size();
    one.addAll(other).result(8);
    assertEquals(held, other.nodes().size());
    for (int i = 0; i < 8; i++) {
      assertArrayEquals(copies[i], shards[i], 0.0);
    }
  }

  @Test
  void holdsOneNodeForEachSetBitOnceAllArrived() {
    TreeSum sum = new TreeSum();
    for (int shard = 99; shard >= 0; shard--) {
      sum.add(shard, new double[] {1});
    }
    assertEquals(Integer.bitCount(100), sum.nodes().size());
    assertEquals(100, sum.shards());
    assertEquals(100, sum.result(100)[0]);
  }

  @Test
  void nodesRebuildAnAccumulator() {
    double[][] shards = shards(11, 5);
    TreeSum sum = new TreeSum();
    for (int shard : new int[] {4, 5, 6, 7, 1, 10}) {
      sum.add(shard, shards[shard]);
    }
    TreeSum copy = new TreeSum();
    for (Map.Entry<TreeSum.Node, double[]> entry : sum.nodes().entrySet()) {
      copy.put(entry.getKey(), entry.getValue());
    }
    for (int shard : new int[] {9, 0, 3, 8, 2}) {
      copy.add(shard, shards[shard]);
    }
    assertEquals(reference(shards, 0, 0, 11), copy.result(11)[0], 0.0);
  }

  @Test
  void refusesAShardTwiceAndAMissingOne() {
    TreeSum sum = new TreeSum();
    for (int shard : new int[] {0, 1, 2, 3, 6}) {
      sum.add(shard, new double[] {shard});
    }
    for (int shard : new int[] {0, 2, 3, 6}) {
      String message =
          assertThrows(IllegalStateException.class, () -> sum.add(shard, new double[1]))
              .getMessage();
      assertTrue(message.contains("once"), message);
    }
    TreeSum whole = new TreeSum().put(new TreeSum.Node(1, 3), new double[1]);
    assertThrows(IllegalStateException.class, () -> sum.addAll(whole));
    assertThrows(IllegalStateException.class, () -> sum.result(5));
    assertThrows(IllegalStateException.class, () -> sum.result(7));
    assertThrows(IllegalStateException.class, () -> new TreeSum().result(0));
  }
}
