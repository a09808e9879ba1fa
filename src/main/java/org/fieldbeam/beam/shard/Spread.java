package org.fieldbeam.beam.shard;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.beam.sdk.coders.BigEndianIntegerCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.flink.util.MathUtils;

/**
 * Deals shard tasks out to the workers in turn.
 *
 * <p>In batch, Flink turns a reshuffle into a grouping: a task goes to the subtask that the hash of
 * its key says. With the random keys of {@code Reshuffle.viaRandomKey()} 16 tasks fall on two
 * subtasks as 11 and 5 now and then, and the stage takes the time of the 11. So on Flink keys are
 * searched whose hashes go round the subtasks; on other runners any distinct keys do. A runner that
 * hashes otherwise still makes the same bytes, only less evenly spread.
 */
public final class Spread extends PTransform<PCollection<ShardTask>, PCollection<ShardTask>> {
  private static final long serialVersionUID = 1L;

  /** Keys tried per task; for any parallelism in use one of them has the hash wanted. */
  private static final int SALTS = 1 << 12;

  /** Where the tasks of a dataset may begin. */
  private static final int OFFSETS = 1 << 10;

  @Override
  public PCollection<ShardTask> expand(PCollection<ShardTask> tasks) {
    return tasks
        .apply("Key", ParDo.of(new AssignKey()))
        .setCoder(KvCoder.of(BigEndianIntegerCoder.of(), new ShardTask.Coder()))
        .apply(Reshuffle.of())
        .apply(Values.create());
  }

  /**
   * The key of a task, such that Flink sends task {@code index} to subtask index mod parallelism.
   */
  static int key(int index, int parallelism) {
    int first = index * SALTS;
    for (int salt = 0; salt < SALTS; salt++) {
      if (flinkSubtask(first + salt, parallelism) == index % parallelism) {
        return first + salt;
      }
    }
    return first;
  }

  /** Flink 1.19's batch partitioner over the runner's byte[] keys. */
  private static int flinkSubtask(int key, int parallelism) {
    byte[] encoded = ByteBuffer.allocate(Integer.BYTES).putInt(key).array();
    return MathUtils.murmurHash(Arrays.hashCode(encoded)) % parallelism;
  }

  private static final class AssignKey extends DoFn<ShardTask, KV<Integer, ShardTask>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element ShardTask task,
        PipelineOptions options,
        OutputReceiver<KV<Integer, ShardTask>> keyed) {
      // Several datasets in one stage begin at different subtasks: few shards each reach them all.
      int number = task.index() + Math.floorMod(task.input().hashCode(), OFFSETS);
      int key = number;
      if (WorkerOptions.onFlink(options)) {
        key = key(number, WorkerOptions.workers(options));
      }
      keyed.output(KV.of(key, task));
    }
  }
}
