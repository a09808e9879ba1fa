package org.fieldbeam.pipeline;

import java.util.List;
import org.fieldbeam.core.score.EffectiveActionSettings;
import org.fieldbeam.data.DatasetFolder;
import org.fieldbeam.data.UserException;
import org.fieldbeam.torch.NetworkTraining;

/**
 * Estimates what stages take. The numbers are those of the dominant arrays; tests hold them to what
 * stages really write.
 */
final class CostModel {
  /** Bytes of the columns of an ensemble row beside the field. */
  private static final long ROW_OVERHEAD = 24;

  /** A shard in the table of all shards, which travels to the commit and is read by workers. */
  static final long ENTRY_BYTES = 52;

  /** What the report and the commit keep of log weights: 2^20, sorted and in copies. */
  private static final long WEIGHTS = (5L * Double.BYTES) << 20;

  /** Sums that one task joins, at most, see the beam package's ShardSums. */
  private static final long JOINED = 32;

  /** Largest lag of the autocorrelation functions that a measurement sums. */
  private static final long LAGS = 1000;

  /** Buffers of one Parquet file that is being written: a row group of doubles and its pages. */
  private static final long WRITER_BYTES = 24L << 20;

  /** Primary scalars of a measurement row. */
  private static final long SCALARS = 24;

  /** Configurations per batch of kernels. */
  private static final long BATCH = 64;

  /** Fields that the score's evaluation holds per configuration of a batch. */
  private static final long SCORE_FIELDS = 24;

  private static final long TRAINING_SHARD_BYTES = 32L << 20;

  private static final long DOUBLE = Double.BYTES;

  /** What a process grows by when it loads PyTorch and trains a small network. */
  private static final long PYTORCH_BYTES = 400L << 20;

  /** Stored times of Langevin trajectories, about; and sums of a spline's cell at each. */
  private static final long STORED_TIMES = 256;

  private static final long SPLINE_SUMS = 7;

  private CostModel() {}

  /**
   * What a stage takes.
   *
   * @param inputs what it reads
   * @throws UserException if it is larger than anything that could be run
   */
  static StageCost of(StageSpec stage, List<DataSize> inputs) {
    try {
      StageCost cost = cost(stage, inputs);
      Sizes.check(cost, batch(stage));
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

  /** Configurations that a stage works on together. */
  private static long batch(StageSpec stage) {
    if (stage instanceof StageSpec.Generate generate) {
      return Math.min(generate.chains(), generate.chainsPerShard());
    }
    return stage instanceof StageSpec.Scan scan ? scan.chains() : BATCH;
  }

  private static StageCost cost(StageSpec stage, List<DataSize> inputs) {
    DataSize in = inputs.isEmpty() ? new DataSize(0, 0, 0) : inputs.get(0);
    if (stage instanceof StageSpec.Generate generate) {
      return generate(generate);
    } else if (stage instanceof StageSpec.Scan scan) {
      // all configurations of a point are measured before any is averaged
      long memory = Sizes.product(scan.chains(), scan.configurations(), SCALARS, DOUBLE);
      long rows = scan.points().size();
      return new StageCost(1, 1, rows, rows * SCALARS * DOUBLE, Sizes.sum(memory, WRITER_BYTES), 0);
    } else if (stage instanceof StageSpec.Noise noise) {
      long rows = Sizes.product(in.rows(), noise.ladder().levels() + 1L);
      return new StageCost(
          in.volume(),
          in.shards(),
          rows,
          Sizes.product(rows, rowBytes(in)),
          reading(in) + writing(in),
          0);
    } else if (stage instanceof StageSpec.Prepare prepare) {
      long bytes = Sizes.product(in.rows(), in.volume() * Float.BYTES + ROW_OVERHEAD);
      long shards =
          prepare.shards().orElseGet(() -> DatasetFolder.shards(bytes, TRAINING_SHARD_BYTES));
      return new StageCost(
          in.volume(), shards, in.rows(), bytes, Sizes.product(3, bytes / shards), bytes);
    } else if (stage instanceof StageSpec.Train train) {
      return train(train, in);
    } else if (stage instanceof StageSpec.TrainNetwork train) {
      return train(train.training(), in);
    } else if (stage instanceof StageSpec.TrainLangevin train) {
      long sums = STORED_TIMES * train.cells() * SPLINE_SUMS * DOUBLE;
      long joined = Math.min(JOINED, Math.max(1, in.shards())) * sums;
      return new StageCost(in.volume(), 1, 0, STORED_TIMES * train.cells(), 2 * sums, joined)
          .withLastTask(joined);
    } else if (stage instanceof StageSpec.Sample sample) {
      return sample(
          sample,
          sample
              .exact()
              .map(exact -> new DataSize(exact.action().lattice().volume(), 0, 0))
              .orElse(in));
    } else if (stage instanceof StageSpec.Correct) {
      return new StageCost(
              in.volume(),
              in.shards(),
              in.rows(),
              Sizes.product(in.rows(), rowBytes(in)),
              reading(in) + writing(in),
              0)
          .withLastTask(weights(in.rows()));
    } else if (stage instanceof StageSpec.Measure) {
      long rows = inputs.stream().mapToLong(DataSize::rows).reduce(0, Math::addExact);
      long shards = inputs.stream().mapToLong(DataSize::shards).sum();
      return new StageCost(
              in.volume(),
              shards,
              rows,
              Sizes.product(rows, SCALARS, DOUBLE),
              reading(in) + writing(in),
              inputs.size() * Math.min(JOINED, shards) * SCALARS * LAGS * DOUBLE)
          .withLastTask(Math.min(JOINED, shards) * SCALARS * LAGS * DOUBLE);
    }
    return new StageCost(0, 1, 0, 1 << 20, 64L << 20, 0);
  }

  private static StageCost generate(StageSpec.Generate stage) {
    long volume = stage.dynamics().numbers();
    long rows = (long) stage.chains() * stage.configurations();
    DataSize size = new DataSize(volume, rows, 0);
    long batch = Math.min(stage.chains(), stage.chainsPerShard());
    // field, momentum, force, the field before the trajectory, and the rows on their way out
    long memory = Sizes.sum(Sizes.product(5, batch, volume, DOUBLE), writing(size));
    if (stage.matrix().isPresent()) {
      // and the factor of the kernel
      memory = Sizes.sum(memory, Sizes.product(3, volume, volume, DOUBLE) / 2);
    }
    return new StageCost(
        volume,
        DatasetFolder.shards(stage.chains(), stage.chainsPerShard()),
        rows,
        Sizes.product(rows, rowBytes(size)),
        memory,
        0);
  }

  private static StageCost sample(StageSpec.Sample stage, DataSize size) {
    long rows = Sizes.product(stage.configurations(), stage.paths().orElse(0) + 1L);
    long memory = BATCH * size.volume() * SCORE_FIELDS * DOUBLE + writing(size);
    return new StageCost(
            size.volume(),
            DatasetFolder.shards(stage.configurations(), stage.configurationsPerShard()),
            rows,
            Sizes.product(rows, rowBytes(size)),
            memory,
            0)
        .withLastTask(weights(rows));
  }

  /** Log weights that a commit looks at together. */
  private static long weights(long rows) {
    return rows > WEIGHTS ? WEIGHTS : Math.min(rows * 5 * DOUBLE, WEIGHTS);
  }

  /** One model; the sums are a Gram matrix and a right-hand side per level, at most. */
  private static StageCost train(StageSpec.Train stage, DataSize in) {
    EffectiveActionSettings model = stage.model();
    long levels = model.ladder().levels() + 1L;
    // orbits of momenta on a hypercubic lattice, bounded from above by a quarter of its sites
    long orbits = in.volume() / 4 + 1;
    long terms = model.operators().size() + 1L;
    // of a level: A A, A c, c c, A y, c y, y y and the mean curvatures; held-out sums besides
    long level = orbits * (2 + 2 * terms) + terms * (terms + 1) / 2 + 1 + terms;
    long sums = Sizes.product(2, levels, level, DOUBLE);
    long gradients = Sizes.product(BATCH, in.volume(), terms + SCORE_FIELDS, DOUBLE);
    long joined = Math.min(JOINED, Math.max(1, in.shards()));
    return new StageCost(
            in.volume(),
            1,
            0,
            Sizes.product(levels, orbits + terms, 20),
            Sizes.sum(gradients, sums, sums),
            Sizes.product(joined, sums))
        .withLastTask(joined * sums);
  }

  /** One model; the parameters and what the optimizer keeps, PyTorch's library, a shard of rows. */
  private static StageCost train(NetworkTraining training, DataSize in) {
    long parameters = training.parameters((int) in.volume());
    long rows = in.rows() / Math.max(1, in.shards());
    long memory =
        Sizes.sum(
            PYTORCH_BYTES,
            Sizes.product(parameters, 20, Float.BYTES),
            Sizes.product(3, rows, in.volume(), DOUBLE));
    return new StageCost(in.volume(), 1, 0, Sizes.product(2, parameters, Float.BYTES), memory, 0);
  }

  private static long rowBytes(DataSize size) {
    return size.volume() * DOUBLE + ROW_OVERHEAD;
  }

  private static long reading(DataSize size) {
    return BATCH * rowBytes(size) + writing(size);
  }

  /** A writer holds a row group, at least one row of it, and the page that it is encoded into. */
  private static long writing(DataSize size) {
    return Math.max(WRITER_BYTES, 3 * rowBytes(size));
  }
}
