package org.fieldbeam.beam.shard;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.data.NotFiniteException;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.Manifest;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.dataset.ShardTable;

/**
 * Runs a {@link ShardFunction} for every input and writes its dataset.
 *
 * <p>Inputs become small shard tasks, the tasks are spread over the workers, each worker streams
 * its shard into a file of a fixed name (temporary name, then rename), the entries of the finished
 * shards meet in one commit per dataset, which writes the manifest. The output is the folder of
 * each complete dataset.
 *
 * <p>A shard already there with the right input hash and number in its footer, and intact, is kept.
 * A manifest in place with the right input hash is written again from its shards; one with another
 * hash is an error before anything is computed: two stages never share a folder.
 */
public final class ShardedDataset extends PTransform<PCollection<String>, PCollection<Folder>> {
  private static final long serialVersionUID = 1L;

  /** Name of the step that hands on one record for each finished shard, in every transform. */
  public static final String WRITE_SHARDS = "WriteShards";

  private final ShardFunction function;

  private ShardedDataset(ShardFunction function) {
    this.function = function;
  }

  /** The dataset that a function makes of each input. */
  public static ShardedDataset of(ShardFunction function) {
    return new ShardedDataset(function);
  }

  @Override
  public PCollection<Folder> expand(PCollection<String> inputs) {
    return inputs
        .apply("Plan", ParDo.of(new Plan(function)))
        .setCoder(new ShardTask.Coder())
        .apply("Spread", new Spread())
        .apply(WRITE_SHARDS, ParDo.of(new Write(function)))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), new ShardEntryCoder()))
        .apply("Gather", Combine.perKey(new GatherShards()))
        .apply("Commit", ParDo.of(new Commit(function)));
  }

  /**
   * Whether what a runner calls by a name hands on one record for each finished shard.
   *
   * @param operator as Flink names it, by the path of the step among others
   */
  public static boolean writesShards(String operator) {
    return operator.contains("/" + WRITE_SHARDS + "/");
  }

  /** Refuses to write where a dataset of other settings stands. */
  public static void refuseForeign(String folder, DatasetInfo info) {
    Optional<Manifest> manifest = DatasetFolder.peek(folder);
    if (manifest.isPresent() && !manifest.get().info().inputHash().equals(info.inputHash())) {
      throw UserException.of("another dataset is in the way")
          .where(DatasetFolder.manifestPath(folder))
          .given(
              "a dataset made by other settings (input hash "
                  + manifest.get().info().inputHash()
                  + ")")
          .allowed("no dataset, or one of these settings (input hash " + info.inputHash() + ")")
          .todo("choose another output folder, or delete this one")
          .build();
    }
  }

  /** What the manifest of a written dataset says beside its shards. */
  public interface Summary {
    Map<String, Object> of(DatasetFolder written) throws IOException;
  }

  /** Writes the manifest, once every shard has come exactly once. */
  public static void commit(
      String folder, DatasetInfo info, int shards, ShardTable gathered, Summary summary)
      throws IOException {
    List<ShardEntry> entries = gathered.inOrder(shards);
    refuseForeign(folder, info);
    DatasetFolder written = DatasetFolder.unchecked(folder, Manifest.now(info, entries, Map.of()));
    DatasetFolder.commit(folder, info, entries, summary.of(written));
  }

  /** Input to shard tasks. */
  private static final class Plan extends DoFn<String, ShardTask> {
    private static final long serialVersionUID = 1L;
    private final ShardFunction function;

    Plan(ShardFunction function) {
      this.function = function;
    }

    @ProcessElement
    public void process(
        @Element String input, PipelineOptions options, OutputReceiver<ShardTask> tasks)
        throws IOException {
      ShardFunction.Stage stage =
          PermanentFailure.unlessPassing(
              () -> {
                ShardFunction.Stage opened = function.open(input);
                if (opened.shards() < 1) {
                  throw new IllegalStateException(
                      "a stage of " + opened.shards() + " shards would leave no dataset");
                }
                refuseForeign(function.folder(input), opened.info());
                return opened;
              });
      StageTally tally = StageTally.of(options.getJobName());
      tally.shardsTotal.add(stage.shards());
      tally.rowsTotal.add(stage.rows());
      for (int index = 0; index < stage.shards(); index++) {
        tasks.output(new ShardTask(input, index, stage.shards()));
      }
    }
  }

  /** Shard task to finished shard. */
  private static final class Write extends DoFn<ShardTask, KV<String, ShardEntry>> {
    private static final long serialVersionUID = 1L;
    private final ShardFunction function;
    private final Counter shardsDone = Metrics.counter("fieldbeam", "shardsDone");
    private final Counter shardsKept = Metrics.counter("fieldbeam", "shardsKept");
    private final Counter rows = Metrics.counter("fieldbeam", "rows");
    private final Counter bytes = Metrics.counter("fieldbeam", "bytes");

    /** The stage of the last task: tasks of one input follow each other. */
    private transient ShardFunction.Stage stage;

    private transient String stageInput;

    Write(ShardFunction function) {
      this.function = function;
    }

    @ProcessElement
    public void process(
        @Element ShardTask task,
        PipelineOptions options,
        OutputReceiver<KV<String, ShardEntry>> entries)
        throws IOException {
      StageTally tally = StageTally.of(options.getJobName());
      ShardEntry entry = PermanentFailure.unlessPassing(() -> write(task, tally));
      shardsDone.inc();
      rows.inc(entry.rows());
      bytes.inc(entry.bytes());
      tally.shardsDone.increment();
      tally.bytes.add(entry.bytes());
      entries.output(KV.of(task.input(), entry));
    }

    private ShardEntry write(ShardTask task, StageTally tally) throws IOException {
      if (!task.input().equals(stageInput)) {
        stage = function.open(task.input());
        stageInput = task.input();
      }
      Optional<ShardEntry> finished =
          DatasetFolder.finishedShard(
              function.folder(task.input()), stage.info(), task.index(), task.count());
      if (finished.isEmpty()) {
        return compute(task.index(), tally);
      }
      shardsKept.inc();
      tally.shardsKept.increment();
      tally.rows.add(finished.get().rows());
      return finished.get();
    }

    private ShardEntry compute(int index, StageTally tally) throws IOException {
      try {
        return stage.write(index, tally::addRows);
      } catch (NotFiniteException e) {
        throw function.adviceWhereNotFinite().map(e::advised).orElse(e);
      }
    }
  }

  /** All entries of a dataset to its manifest. */
  private static final class Commit extends DoFn<KV<String, ShardTable>, Folder> {
    private static final long serialVersionUID = 1L;
    private final ShardFunction function;

    Commit(ShardFunction function) {
      this.function = function;
    }

    @ProcessElement
    public void process(@Element KV<String, ShardTable> gathered, OutputReceiver<Folder> folders)
        throws IOException {
      folders.output(PermanentFailure.unlessPassing(() -> commit(gathered)));
    }

    private Folder commit(KV<String, ShardTable> gathered) throws IOException {
      ShardFunction.Stage stage = function.open(gathered.getKey());
      String folder = function.folder(gathered.getKey());
      ShardedDataset.commit(
          folder, stage.info(), stage.shards(), gathered.getValue(), stage::summary);
      return Folder.of(folder, Folder.Kind.of(stage.info().kind()));
    }
  }
}
