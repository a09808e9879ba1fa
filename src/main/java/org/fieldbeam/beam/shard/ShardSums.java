package org.fieldbeam.beam.shard;

import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.fieldbeam.core.statistics.TreeSum;
import org.fieldbeam.data.dataset.DatasetFolder;

/**
 * Sums something over the configurations of each dataset: every shard on its own, then the shards
 * in a fixed tree over their numbers, so that the result has the same bits on every runner.
 *
 * <p>Several shards next to each other are summed by one worker before anything travels: a job
 * moves two to four accumulators a worker, however many shards there are. Where these are many,
 * they are joined in groups of {@value #FAN_IN} first: of a thousand workers the last join holds
 * 64.
 *
 * <p>The output is the sums of each dataset, by its folder.
 *
 * @param <EarlierT> what an earlier pass found out about a dataset
 */
public final class ShardSums<EarlierT>
    extends PTransform<PCollection<String>, PCollection<KV<String, double[]>>> {
  private static final long serialVersionUID = 1L;

  /** Accumulators that one worker joins, about; a power of two. */
  private static final int FAN_IN = 32;

  private final Sums<EarlierT> sums;
  private final PCollectionView<Map<String, EarlierT>> earlier;

  private ShardSums(Sums<EarlierT> sums, PCollectionView<Map<String, EarlierT>> earlier) {
    this.sums = sums;
    this.earlier = earlier;
  }

  /**
   * What is summed.
   *
   * @param <EarlierT> what an earlier pass found out about a dataset
   */
  public interface Sums<EarlierT> extends Serializable {
    /** How the sums of two groups of shards become one: by addition, unless told otherwise. */
    default TreeSum.Join join() {
      return TreeSum.ADD;
    }

    /**
     * The sums of one shard.
     *
     * @param dataset the dataset
     * @param earlier what an earlier pass found out about the same dataset, null if there was none
     * @param progress told the rows as they are read
     */
    public double[] of(
        DatasetFolder dataset, int shard, EarlierT earlier, ShardFunction.RowCount progress)
        throws IOException;
  }

  /** A first pass. */
  public static <EarlierT> ShardSums<EarlierT> of(Sums<EarlierT> sums) {
    return new ShardSums<>(sums, null);
  }

  /** A further pass, which is told what an earlier one found out, by dataset. */
  public ShardSums<EarlierT> after(PCollectionView<Map<String, EarlierT>> pass) {
    return new ShardSums<>(sums, pass);
  }

  @Override
  public PCollection<KV<String, double[]>> expand(PCollection<String> datasets) {
    int maxTasks = maxTasks(WorkerOptions.workers(datasets.getPipeline().getOptions()));
    ParDo.SingleOutput<ShardTask, KV<KV<String, Integer>, TreeSum>> add =
        ParDo.of(new Add<>(sums, earlier, maxTasks));
    TreeSumCoder coder = new TreeSumCoder(sums.join());
    PCollection<KV<KV<String, Integer>, TreeSum>> grouped =
        datasets
            .apply("Plan", ParDo.of(new Plan(maxTasks)))
            .setCoder(new ShardTask.Coder())
            .apply("Spread", new Spread())
            .apply("Add", earlier == null ? add : add.withSideInputs(earlier))
            .setCoder(KvCoder.of(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()), coder));
    if (maxTasks > FAN_IN) {
      grouped = grouped.apply("JoinGroups", Combine.perKey(new Join(sums.join())));
    }
    return grouped
        .apply("Ungroup", ParDo.of(new Ungroup()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), coder))
        .apply("Join", Combine.perKey(new Join(sums.join())))
        .apply("Result", ParDo.of(new Result()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), new DoublesCoder()));
  }

  /** Two tasks a worker or more, so that none is idle long; the result does not depend on it. */
  private static int maxTasks(int parallelism) {
    int tasks = FAN_IN;
    while (tasks < 2 * parallelism) {
      tasks *= 2;
    }
    return tasks;
  }

  /** log2 of the number of shards that a task sums. */
  private static int blockLevel(int shards, int maxTasks) {
    int level = 0;
    while ((long) maxTasks << level < shards) {
      level++;
    }
    return level;
  }

  private static final class Plan extends DoFn<String, ShardTask> {
    private static final long serialVersionUID = 1L;
    private final int maxTasks;

    Plan(int maxTasks) {
      this.maxTasks = maxTasks;
    }

    @ProcessElement
    public void process(
        @Element String folder, PipelineOptions options, OutputReceiver<ShardTask> tasks)
        throws IOException {
      DatasetFolder dataset =
          PermanentFailure.unlessPassing(
              () -> {
                DatasetFolder opened = DatasetFolder.openLazily(folder);
                opened.requireRows();
                return opened;
              });
      StageTally tally = StageTally.of(options.getJobName());
      tally.rowsTotal.add(dataset.manifest().rows());
      tally.shardsTotal.add(dataset.shardCount());
      int block = 1 << blockLevel(dataset.shardCount(), maxTasks);
      int count = (dataset.shardCount() + block - 1) / block;
      for (int index = 0; index < count; index++) {
        tasks.output(new ShardTask(folder, index, count));
      }
    }
  }

  /** The sums of neighbouring shards, by dataset and group of neighbouring tasks. */
  private static final class Add<EarlierT>
      extends DoFn<ShardTask, KV<KV<String, Integer>, TreeSum>> {
    private static final long serialVersionUID = 1L;
    private final Sums<EarlierT> sums;
    private final PCollectionView<Map<String, EarlierT>> earlier;
    private final int maxTasks;
    private final LastDataset last = new LastDataset();

    Add(Sums<EarlierT> sums, PCollectionView<Map<String, EarlierT>> earlier, int maxTasks) {
      this.sums = sums;
      this.earlier = earlier;
      this.maxTasks = maxTasks;
    }

    @ProcessElement
    public void process(ProcessContext context) throws IOException {
      ShardTask task = context.element();
      EarlierT before = earlier == null ? null : context.sideInput(earlier).get(task.input());
      StageTally tally = StageTally.of(context.getPipelineOptions().getJobName());
      TreeSum sum = PermanentFailure.unlessPassing(() -> sum(task, before, tally));
      context.output(KV.of(KV.of(task.input(), task.index() / FAN_IN), sum));
    }

    private TreeSum sum(ShardTask task, EarlierT before, StageTally tally) throws IOException {
      DatasetFolder dataset = last.open(task.input());
      int block = 1 << blockLevel(dataset.shardCount(), maxTasks);
      TreeSum sum = new TreeSum(sums.join());
      int end = (int) Math.min(dataset.shardCount(), (task.index() + 1L) * block);
      for (int shard = task.index() * block; shard < end; shard++) {
        sum.add(shard, sums.of(dataset, shard, before, tally::addRows));
        tally.shardsDone.increment();
      }
      return sum;
    }
  }

  private static final class Ungroup
      extends DoFn<KV<KV<String, Integer>, TreeSum>, KV<String, TreeSum>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<KV<String, Integer>, TreeSum> group,
        OutputReceiver<KV<String, TreeSum>> ungrouped) {
      ungrouped.output(KV.of(group.getKey().getKey(), group.getValue()));
    }
  }

  /** {@link TreeSum} as Beam's combine function. */
  private static final class Join extends Combine.CombineFn<TreeSum, TreeSum, TreeSum> {
    private static final long serialVersionUID = 1L;
    private final TreeSum.Join join;

    Join(TreeSum.Join join) {
      this.join = join;
    }

    @Override
    public TreeSum createAccumulator() {
      return new TreeSum(join);
    }

    @Override
    public TreeSum addInput(TreeSum accumulator, TreeSum input) {
      return accumulator.addAll(input);
    }

    @Override
    public TreeSum mergeAccumulators(Iterable<TreeSum> accumulators) {
      TreeSum merged = new TreeSum(join);
      accumulators.forEach(merged::addAll);
      return merged;
    }

    @Override
    public TreeSum extractOutput(TreeSum accumulator) {
      return accumulator;
    }

    @Override
    public Coder<TreeSum> getAccumulatorCoder(CoderRegistry registry, Coder<TreeSum> input) {
      return new TreeSumCoder(join);
    }

    @Override
    public Coder<TreeSum> getDefaultOutputCoder(CoderRegistry registry, Coder<TreeSum> input) {
      return new TreeSumCoder(join);
    }
  }

  private static final class Result extends DoFn<KV<String, TreeSum>, KV<String, double[]>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<String, TreeSum> joined, OutputReceiver<KV<String, double[]>> sums) {
      int shards = DatasetFolder.openLazily(joined.getKey()).shardCount();
      sums.output(KV.of(joined.getKey(), joined.getValue().result(shards)));
    }
  }
}
