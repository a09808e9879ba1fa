package org.fieldbeam.pipeline.stage;

import java.util.List;
import org.fieldbeam.data.UserException;

/**
 * What stages' estimates of what they take have in common. The numbers are those of the dominant
 * arrays; tests hold them to what stages really write.
 */
public final class CostModel {
  /** Bytes of the columns of an ensemble row beside the field. */
  public static final long ROW_OVERHEAD = 24;

  /** A shard in the table of all shards, which travels to the commit and is read by workers. */
  static final long ENTRY_BYTES = 52;

  /** What the report and the commit keep of log weights: 2^20, sorted and in copies. */
  private static final long WEIGHTS = (5L * Double.BYTES) << 20;

  /** Sums that one task joins, at most, see the beam package's ShardSums. */
  public static final long JOINED = 32;

  /** Buffers of one Parquet file that is being written: a row group of doubles and its pages. */
  public static final long WRITER_BYTES = 24L << 20;

  /** Primary scalars of a measurement row. */
  public static final long SCALARS = 24;

  /** Configurations per batch of kernels. */
  static final long BATCH = 64;

  /** Fields that the score's evaluation holds per configuration of a batch. */
  public static final long SCORE_FIELDS = 24;

  private CostModel() {}

  /**
   * What a stage takes.
   *
   * @param inputs what it reads
   * @throws UserException if it is larger than anything that could be run
   */
  public static StageCost of(StageSpec stage, List<DataSize> inputs) {
    try {
      StageCost cost = stage.cost(inputs);
      Sizes.check(cost, stage.batch());
      return cost;
    } catch (ArithmeticException e) {
      throw tooLarge(stage, "more rows, bytes or numbers than 64 bits can count", e);
    } catch (IllegalArgumentException e) {
      throw tooLarge(stage, e.getMessage(), e);
    }
  }

  private static UserException tooLarge(StageSpec stage, String what, RuntimeException cause) {
    return UserException.of("the " + stage.kind() + " stage is too large")
        .where(stage.head().at().toString())
        .given(what)
        .todo(
            "ask for less (chains, configurations, points, a smaller lattice), or put more or fewer of"
                + " them into a shard")
        .cause(cause)
        .build();
  }

  /** Log weights that a commit looks at together. */
  public static long weights(long rows) {
    return rows > WEIGHTS ? WEIGHTS : Math.min(rows * 5 * Double.BYTES, WEIGHTS);
  }

  public static long rowBytes(DataSize size) {
    return size.volume() * Double.BYTES + ROW_OVERHEAD;
  }

  public static long reading(DataSize size) {
    return BATCH * rowBytes(size) + writing(size);
  }

  /** A writer holds a row group, at least one row of it, and the page that it is encoded into. */
  public static long writing(DataSize size) {
    return Math.max(WRITER_BYTES, 3 * rowBytes(size));
  }
}
