package org.fieldbeam.beam;

import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.fieldbeam.beam.shard.DatasetStage;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.FolderPaths;
import org.fieldbeam.beam.shard.GatherShards;
import org.fieldbeam.beam.shard.LastDataset;
import org.fieldbeam.beam.shard.PermanentFailure;
import org.fieldbeam.beam.shard.ShardEntryCoder;
import org.fieldbeam.beam.shard.ShardSums;
import org.fieldbeam.beam.shard.ShardTask;
import org.fieldbeam.beam.shard.ShardedDataset;
import org.fieldbeam.beam.shard.Spread;
import org.fieldbeam.beam.shard.StageDisplay;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.beam.shard.StageTally;
import org.fieldbeam.beam.stage.PrepareStage;
import org.fieldbeam.beam.stage.TrainingRow;
import org.fieldbeam.beam.stage.ValidationSplit;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.Normalization;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.dataset.ShardTable;

/**
 * Shuffles an ensemble into a training dataset: normalised single-precision configurations in
 * random order, split into training and validation by chain.
 *
 * <p>Normalisation is {@code x' = (x - mean) / scale} with mean and standard deviation of the
 * training chains, which stand in the dataset's property {@code normalization}; of vectors the mean
 * is 0, and angles are left as they are. Each configuration goes to a shard, and to a place in it,
 * by random numbers of its chain and step: this is the one stage whose fields travel between
 * workers.
 *
 * <pre>{@code
 * PCollection<Folder> training =
 *     pipeline
 *         .apply(Create.of(Folder.of("out/hmc")))
 *         .apply(
 *             PrepareScoreTraining.of(new VarianceExploding(25))
 *                 .withValidation(0.1)
 *                 .withSeed(20240601)
 *                 .into(StageOutput.to("out/training")));
 * }</pre>
 */
public final class PrepareScoreTraining
    extends PTransform<PCollection<Folder>, PCollection<Folder>> {
  private static final long serialVersionUID = 1L;

  private final PrepareStage stage;

  private PrepareScoreTraining(PrepareStage stage) {
    this.stage = stage;
  }

  /**
   * Data for a score of a diffusion, which is noted in the dataset. A tenth of the chains is held
   * out, shards have 32 MiB, the seed is 0, until told otherwise.
   */
  public static PrepareScoreTraining of(NoiseSchedule schedule) {
    return new PrepareScoreTraining(new PrepareStage(schedule));
  }

  private PrepareScoreTraining with(Consumer<PrepareStage> change) {
    PrepareStage copy = DatasetStage.copy(stage);
    change.accept(copy);
    return new PrepareScoreTraining(copy);
  }

  /** Fraction of the chains held out, at least 0 and below 1. */
  public PrepareScoreTraining withValidation(double fraction) {
    return with(s -> s.split = new ValidationSplit(fraction));
  }

  /** Number of shards, at least 1. A shard is sorted in memory. */
  public PrepareScoreTraining withShards(int shards) {
    return with(s -> s.shards = DatasetStage.positive("shards", shards));
  }

  /**
   * Whether shards are compressed, as they are by default. Uncompressed ones are some per cent
   * larger, for mantissas are noise, and read twice as fast.
   */
  public PrepareScoreTraining withCompression(boolean compressed) {
    return with(s -> s.compressed = compressed);
  }

  /** The seed of all random numbers, 0 by default. */
  public PrepareScoreTraining withSeed(long seed) {
    return with(s -> s.seed = seed);
  }

  /** Where the dataset goes; without it the transform cannot be applied. */
  public PrepareScoreTraining into(StageOutput output) {
    return with(s -> s.output = output);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder display) {
    StageDisplay.add(display, stage);
  }

  @Override
  public PCollection<Folder> expand(PCollection<Folder> folders) {
    StageOutput.require(stage.output, "PrepareScoreTraining");
    PCollection<String> ensembles = folders.apply("Paths", FolderPaths.of(Folder.Kind.ENSEMBLE));
    PCollectionView<Map<String, double[]>> moments =
        ensembles
            .apply("Moments", ShardSums.of(new PrepareStage.Moments(stage.split)))
            .apply("MomentsView", View.asMap());
    return ensembles
        .apply("Plan", ParDo.of(new Plan(stage)))
        .setCoder(new ShardTask.Coder())
        .apply("Spread", new Spread())
        .apply("Deal", ParDo.of(new Deal(stage, moments)).withSideInputs(moments))
        .setCoder(KvCoder.of(new ShardTask.Coder(), new TrainingRow.Coder()))
        .apply("Shuffle", GroupByKey.create())
        .apply(
            ShardedDataset.WRITE_SHARDS,
            ParDo.of(new Write(stage, moments)).withSideInputs(moments))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), new ShardEntryCoder()))
        .apply("Gather", Combine.perKey(new GatherShards()))
        .apply("Commit", ParDo.of(new Commit(stage, moments)).withSideInputs(moments));
  }

  private static Normalization normalization(
      PrepareStage stage, Map<String, double[]> moments, DatasetFolder ensemble) {
    return stage.normalization(moments.get(ensemble.path()), ensemble);
  }

  /** Ensemble to the shards it is read by. */
  private static final class Plan extends DoFn<String, ShardTask> {
    private static final long serialVersionUID = 1L;
    private final PrepareStage stage;

    Plan(PrepareStage stage) {
      this.stage = stage;
    }

    @ProcessElement
    public void process(
        @Element String folder, PipelineOptions options, OutputReceiver<ShardTask> tasks) {
      DatasetFolder ensemble = DatasetFolder.openLazily(folder, DatasetKind.ENSEMBLE);
      StageTally tally = StageTally.of(options.getJobName());
      tally.shardsTotal.add(stage.shards(ensemble));
      tally.rowsTotal.add(ensemble.manifest().rows());
      for (int index = 0; index < ensemble.shardCount(); index++) {
        tasks.output(new ShardTask(folder, index, ensemble.shardCount()));
      }
    }
  }

  /** Shard of the ensemble to rows, keyed by the shard they fall to. */
  private static final class Deal extends DoFn<ShardTask, KV<ShardTask, TrainingRow>> {
    private static final long serialVersionUID = 1L;
    private final PrepareStage stage;
    private final PCollectionView<Map<String, double[]>> moments;
    private final LastDataset last = new LastDataset();

    Deal(PrepareStage stage, PCollectionView<Map<String, double[]>> moments) {
      this.stage = stage;
      this.moments = moments;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      ShardTask task = context.element();
      String folder = task.input();
      DatasetFolder ensemble = last.open(folder);
      StageTally tally = StageTally.of(context.getPipelineOptions().getJobName());
      int count = stage.shards(ensemble);
      stage.deal(
          ensemble,
          task.index(),
          normalization(stage, context.sideInput(moments), ensemble),
          (target, row) -> context.output(KV.of(new ShardTask(folder, target, count), row)),
          tally::addRows);
      if (task.index() == 0) {
        for (int target = 0; target < count; target++) {
          context.output(KV.of(new ShardTask(folder, target, count), TrainingRow.empty()));
        }
      }
    }
  }

  /** Rows of a shard to its file. */
  private static final class Write
      extends DoFn<KV<ShardTask, Iterable<TrainingRow>>, KV<String, ShardEntry>> {
    private static final long serialVersionUID = 1L;
    private final PrepareStage stage;
    private final PCollectionView<Map<String, double[]>> moments;
    private final LastDataset last = new LastDataset();

    Write(PrepareStage stage, PCollectionView<Map<String, double[]>> moments) {
      this.stage = stage;
      this.moments = moments;
    }

    @ProcessElement
    public void process(ProcessContext context) throws IOException {
      ShardTask task = context.element().getKey();
      Map<String, double[]> sums = context.sideInput(moments);
      ShardEntry entry =
          PermanentFailure.unlessPassing(() -> write(task, sums, context.element().getValue()));
      StageTally tally = StageTally.of(context.getPipelineOptions().getJobName());
      tally.shardsDone.increment();
      tally.bytes.add(entry.bytes());
      context.output(KV.of(task.input(), entry));
    }

    private ShardEntry write(
        ShardTask task, Map<String, double[]> sums, Iterable<TrainingRow> rows) {
      DatasetFolder ensemble = last.open(task.input());
      DatasetInfo info = stage.info(ensemble, normalization(stage, sums, ensemble));
      ShardedDataset.refuseForeign(stage.folder(task.input()), info);
      return stage.write(info, task.index(), task.count(), rows);
    }
  }

  /** Entries to the manifest. */
  private static final class Commit extends DoFn<KV<String, ShardTable>, Folder> {
    private static final long serialVersionUID = 1L;
    private final PrepareStage stage;
    private final PCollectionView<Map<String, double[]>> moments;

    Commit(PrepareStage stage, PCollectionView<Map<String, double[]>> moments) {
      this.stage = stage;
      this.moments = moments;
    }

    @ProcessElement
    public void process(ProcessContext context) throws IOException {
      String folder = context.element().getKey();
      Map<String, double[]> sums = context.sideInput(moments);
      ShardTable entries = context.element().getValue();
      context.output(PermanentFailure.unlessPassing(() -> commit(folder, sums, entries)));
    }

    private Folder commit(String folder, Map<String, double[]> sums, ShardTable entries)
        throws IOException {
      DatasetFolder ensemble = DatasetFolder.openLazily(folder, DatasetKind.ENSEMBLE);
      DatasetInfo info = stage.info(ensemble, normalization(stage, sums, ensemble));
      ShardedDataset.commit(
          stage.folder(folder), info, stage.shards(ensemble), entries, written -> Map.of());
      return Folder.of(stage.folder(folder), Folder.Kind.TRAINING);
    }
  }
}
