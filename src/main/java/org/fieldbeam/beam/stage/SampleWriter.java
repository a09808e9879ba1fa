package org.fieldbeam.beam.stage;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.fieldbeam.beam.shard.DatasetStage;
import org.fieldbeam.beam.shard.ShardFunction;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.audit.FlowAudit;
import org.fieldbeam.core.diffusion.ReverseSampler;
import org.fieldbeam.core.diffusion.SamplerPaths;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.NoisedBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.row.RowWriter;

/** Draws the configurations of a sample stage and writes their rows. */
final class SampleWriter {
  /** Rows of scalars read together. */
  private static final int SCALAR_BATCH = 1024;

  private final SampleStage stage;
  private final ReverseSampler reverse;
  private final Optional<Action> action;
  private final int batchSize;

  SampleWriter(SampleStage stage, ReverseSampler reverse, Optional<Action> action) {
    this.stage = stage;
    this.reverse = reverse;
    this.action = action;
    int most =
        stage.paths == 0
            ? Integer.MAX_VALUE
            : reverse.paths().map(SamplerPaths::largestBatch).orElse(Integer.MAX_VALUE);
    this.batchSize =
        Math.min(Math.min(reverse.batch(DatasetStage.BATCH), most), stage.configurationsPerShard);
  }

  /** Draws a batch into arrays of room for one. */
  private interface Draw {
    void run(long first, int batch);
  }

  private void forEachBatch(int shard, Draw draw) {
    long first = (long) shard * stage.configurationsPerShard;
    int count = (int) Math.min(stage.configurationsPerShard, stage.configurations - first);
    for (int from = 0; from < count; from += batchSize) {
      try {
        draw.run(first + from, Math.min(batchSize, count - from));
      } catch (ArithmeticException e) {
        throw UserException.of("the reverse process ran away")
            .where("stage sample, dataset " + stage.output.name())
            .given(e.getMessage())
            .allowed("finite fields and weights")
            .todo(
                "take more steps or levels, a smaller a of the ladder or a larger end, or train longer"
                    + " or with more configurations")
            .cause(e)
            .build();
      }
    }
  }

  void ends(int shard, RowWriter<EnsembleBatch> writer, ShardFunction.RowCount progress) {
    EnsembleBatch rows = new EnsembleBatch(reverse.layout().shape(), batchSize);
    double[] logQ = new double[batchSize];
    double[] logWeight = new double[batchSize];
    long[] next = {0};
    forEachBatch(
        shard,
        (first, batch) -> {
          rows.resize(batch);
          reverse.sample(stage.seed, stage.purpose(), first, batch, rows.fields(), logQ, logWeight);
          action.ifPresent(s -> s.action(rows.fields(), batch, rows.action()));
          Arrays.fill(rows.chain(), 0, batch, shard);
          for (int b = 0; b < batch; b++) {
            rows.step()[b] = next[0]++;
            rows.logQ()[b] = logQ[b];
            rows.logWeight()[b] = logWeight[b];
          }
          writer.write(rows);
          progress.add(batch);
        });
  }

  void paths(
      SamplerPaths way,
      int parts,
      int shard,
      RowWriter<NoisedBatch> writer,
      ShardFunction.RowCount progress) {
    NoisedBatch rows = new NoisedBatch(reverse.layout().shape(), batchSize);
    int size = reverse.layout().size();
    long[] next = {0};
    forEachBatch(
        shard,
        (first, batch) -> {
          rows.resize(batch);
          Arrays.fill(rows.chain(), 0, batch, shard);
          for (int b = 0; b < batch; b++) {
            rows.step()[b] = next[0]++;
          }
          int[] level = {parts};
          way.show(
              stage.seed,
              stage.purpose(),
              first,
              batch,
              parts,
              (step, time, fields) -> {
                System.arraycopy(fields, 0, rows.fields(), 0, size * batch);
                Arrays.fill(rows.level(), 0, batch, level[0]--);
                Arrays.fill(rows.time(), 0, batch, time);
                writer.write(rows);
                progress.add(batch);
              });
        });
  }

  /**
   * What the log weights of the finished shards say.
   *
   * @param audit of the flow; empty if there is none of it
   */
  WeightFacts weightFacts(DatasetFolder written, Optional<FlowAudit> audit) {
    WeightScan scan = WeightScan.of(stage.configurations, each -> readLogWeights(written, each));
    return WeightFacts.of(stage.output.name(), scan, audit);
  }

  private static void readLogWeights(DatasetFolder written, DoubleConsumer each) {
    EnsembleBatch rows = new EnsembleBatch(new int[] {1}, SCALAR_BATCH);
    for (int shard = 0; shard < written.shardCount(); shard++) {
      try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.openScalars(written, shard)) {
        for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
          for (int b = 0; b < n; b++) {
            each.accept(rows.logWeight()[b]);
          }
        }
      }
    }
  }
}
