package org.fieldbeam.pipeline.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.pipeline.file.PipelineFile;
import org.fieldbeam.pipeline.plan.Plan;
import org.fieldbeam.pipeline.plan.Planner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sizes are what they are, or refused: never negative, never those of another stage. */
class SizesTest {
  private static final long MOST = Integer.MAX_VALUE;

  private static final String GENERATE =
      "  - generate: {into: a, lattice: %s, action: {phi4: {kappa: 0.2, lambda: 0.1}}, algorithm:"
          + " hmc, chains: %d, chainsPerShard: %d, configurations: %d, thermalization: %d}\n";

  @TempDir Path folder;

  private Plan plan(String stages) {
    return Planner.plan(
        PipelineFile.parse("name: toy\nseed: 1\nstages:\n" + stages, "toy.yaml"),
        folder.resolve("out").toString());
  }

  private static String generate(
      String lattice, long chains, long perShard, long configurations, long thermalization) {
    return GENERATE.formatted(lattice, chains, perShard, configurations, thermalization);
  }

  /** What is asked for, and a part of the error that refuses it. */
  private record Huge(String name, String stages, String part) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Huge> huge() {
    String small = generate("[4, 4]", 4, 4, 10, 0);
    String large = generate("[4, 4]", 1_000_000, 1000, 30_000_000, 0);
    return Stream.of(
        new Huge("shards beyond int", generate("[4, 4]", MOST, 1, 1, 0), "shards"),
        new Huge("shards", generate("[4, 4]", MOST, 16, 10, 0), "134217728 shards"),
        new Huge("bytes beyond long", generate("[4, 4]", MOST, 1_000_000, MOST, 0), "64 bits"),
        new Huge("bytes", generate("[4, 4]", 1_000_000, 1, MOST, 0), "bytes on disk"),
        new Huge(
            "complex batch",
            generate("[64, 64, 16]", 8_000, 8_000, 1, 0)
                .replace("phi4: {kappa: 0.2, lambda: 0.1}", "boseGas: {m2: 1, lambda: 1, mu: 0.5}")
                .replace("hmc", "{complexLangevin: {step: 0.01}}"),
            "field values in a batch of 8000"),
        new Huge(
            "noised",
            large + "  - noise: {from: a, into: n, diffusion: {ve: {sigma: 25}}, times: 10000}\n",
            "the noise stage"),
        new Huge(
            "prepared",
            large + "  - prepare: {from: a, into: p, diffusion: {ve: {sigma: 25}}, shards: 1}\n",
            "the prepare stage"),
        new Huge(
            "scanned",
            "  - scan: {into: s, aRe: [1], aIm: [0], algorithm: {complexLangevin: {step: 0.01}},"
                + " chains: "
                + MOST
                + ", configurations: "
                + MOST
                + "}\n",
            "the scan stage"),
        new Huge(
            "measured",
            generate("[4, 4]", 1_000_000, 1, 2_000_000, 0).replace("into: a", "into: b")
                + small
                + "  - measure: {from: [a, b], into: m}\n",
            "the measure stage"));
  }

  @ParameterizedTest
  @MethodSource("huge")
  void whatNothingCouldRunIsRefused(Huge huge) {
    UserException e = assertThrows(UserException.class, () -> plan(huge.stages()));
    assertTrue(e.getMessage().contains("too large"), e.getMessage());
    assertTrue(e.getMessage().contains(huge.part()), e.getMessage());
    assertTrue(e.getMessage().contains("toy.yaml:"), e.getMessage());
  }

  /** Random sizes of every magnitude, against arithmetic without bounds. */
  @Test
  void sizesAreExactOrRefused() {
    SplittableRandom random = new SplittableRandom(9);
    int planned = 0;
    for (int i = 0; i < 400; i++) {
      long chains = magnitude(random, 31);
      long perShard = Math.min(1_000_000, magnitude(random, 20));
      long configurations = magnitude(random, 31);
      StageCost cost;
      try {
        cost =
            plan(generate("[4, 4]", chains, perShard, configurations, magnitude(random, 31)))
                .stages()
                .get(0)
                .cost();
      } catch (UserException e) {
        assertTrue(e.getMessage().contains("too large"), e.getMessage());
        continue;
      }
      planned++;
      BigInteger rows = BigInteger.valueOf(chains).multiply(BigInteger.valueOf(configurations));
      assertEquals(rows, BigInteger.valueOf(cost.rows()));
      assertEquals((chains - 1) / perShard + 1, cost.shards());
      assertTrue(cost.bytes() / cost.rows() == 16 * 8 + 24, cost.toString());
      assertTrue(cost.memoryPerWorker() > 0 && cost.lastTaskBytes() > 0, cost.toString());
    }
    assertTrue(planned > 100 && planned < 390, planned + " of 400 planned");
  }

  private static long magnitude(SplittableRandom random, int bits) {
    long bound = 1L << random.nextInt(1, bits + 1);
    return Math.min(MOST, random.nextLong(bound / 2, bound + 1));
  }

  @Test
  void shardsAreCounted() {
    for (List<Long> each :
        List.of(
            List.of(0L, 1L, 1L),
            List.of(1L, MOST, 1L),
            List.of(MOST, MOST, 1L),
            List.of(Long.MAX_VALUE, Long.MAX_VALUE, 1L),
            List.of(17L, 16L, 2L),
            List.of(1_000_000L, 1L, 1_000_000L))) {
      assertEquals(each.get(2), DatasetFolder.shards(each.get(0), each.get(1)));
    }
    assertThrows(IllegalArgumentException.class, () -> DatasetFolder.shards(1_000_001, 1));
    assertThrows(IllegalArgumentException.class, () -> DatasetFolder.shards(Long.MAX_VALUE, 2));
  }
}
