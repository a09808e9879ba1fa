package org.fieldbeam.beam;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.model.ScoreModels;
import org.fieldbeam.beam.shard.DatasetStage;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.FolderPaths;
import org.fieldbeam.beam.shard.PermanentFailure;
import org.fieldbeam.beam.shard.StageDisplay;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.beam.shard.StageTally;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.InputHash;
import org.fieldbeam.data.dataset.StageMarker;
import org.fieldbeam.torch.NetworkTraining;

/**
 * Trains a neural score on a training dataset, by one worker that reads its shards one after
 * another.
 *
 * <p>Gradient steps follow each other, so one worker does them all. It leaves checkpoints in the
 * model's folder: a worker that takes over, or the same job started again, goes on from the last
 * and comes to the same model, bit for bit on the same kind of machine.
 *
 * <pre>{@code
 * PCollection<Folder> model =
 *     pipeline
 *         .apply(Create.of(Folder.of("out/training")))
 *         .apply(
 *             TrainNetwork.of(
 *                     new NetworkTraining(
 *                         new Mlp.Layers(List.of(128, 128, 128), Mlp.Activation.SWISH), settings))
 *                 .withSeed(20240601)
 *                 .into(StageOutput.to("out/score")));
 * }</pre>
 *
 * <p>The output is one element, the folder, once the model is there.
 */
public final class TrainNetwork extends PTransform<PCollection<Folder>, PCollection<Folder>> {
  private static final long serialVersionUID = 1L;

  private static final Duration CHECKPOINT_EVERY = Duration.ofSeconds(10);

  private final NetworkTraining training;
  private final long seed;
  private final Duration checkpointEvery;
  private final StageOutput output;

  private TrainNetwork(
      NetworkTraining training, long seed, Duration checkpointEvery, StageOutput output) {
    this.training = training;
    this.seed = seed;
    this.checkpointEvery = checkpointEvery;
    this.output = output;
  }

  /** A training with seed 0 and a checkpoint every ten seconds, until told otherwise. */
  public static TrainNetwork of(NetworkTraining training) {
    return new TrainNetwork(training, 0, CHECKPOINT_EVERY, null);
  }

  /** The seed of all random numbers, 0 by default. */
  public TrainNetwork withSeed(long seed) {
    return new TrainNetwork(training, seed, checkpointEvery, output);
  }

  /**
   * Least time between checkpoints; they are written between epochs.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public TrainNetwork withCheckpointEvery(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException(
          "the time between checkpoints is " + time + "; it must be at least 0");
    }
    return new TrainNetwork(training, seed, time, output);
  }

  /** Where the model goes; without it the transform cannot be applied. */
  public TrainNetwork into(StageOutput output) {
    return new TrainNetwork(training, seed, checkpointEvery, output);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder display) {
    StageDisplay.add(
        display,
        output,
        Map.of("training", training, "seed", seed, "checkpointEvery", checkpointEvery));
  }

  @Override
  public PCollection<Folder> expand(PCollection<Folder> folders) {
    StageOutput.require(output, "TrainNetwork");
    return folders
        .apply("Paths", FolderPaths.of(Folder.Kind.TRAINING))
        .apply("Train", ParDo.of(new Train(training, seed, checkpointEvery, output)));
  }

  private static final class Train extends DoFn<String, Folder> {
    private static final long serialVersionUID = 1L;
    private final NetworkTraining training;
    private final long seed;
    private final Duration checkpointEvery;
    private final StageOutput output;

    Train(NetworkTraining training, long seed, Duration checkpointEvery, StageOutput output) {
      this.training = training;
      this.seed = seed;
      this.checkpointEvery = checkpointEvery;
      this.output = output;
    }

    @ProcessElement
    public void process(
        @Element String folder, PipelineOptions options, OutputReceiver<Folder> models)
        throws IOException {
      StageTally tally = StageTally.of(options.getJobName());
      models.output(PermanentFailure.unlessPassing(() -> train(folder, tally)));
    }

    private Folder train(String folder, StageTally tally) {
      DatasetFolder dataset = DatasetFolder.open(folder, DatasetKind.TRAINING);
      String identity =
          output
              .inputHash()
              .orElseGet(
                  () ->
                      InputHash.of("train")
                          .with("seed", seed)
                          .with("software", DatasetStage.softwareVersion())
                          .withSettings(training.toMap())
                          .withParents(List.of(dataset.contentHash()))
                          .hash());
      StageMarker.requireOwner(output.folder(), output.name(), identity);
      Map<String, Object> provenance = ScoreModels.provenance(dataset, output);
      provenance.put("inputHash", identity);
      training.run(
          dataset,
          output.folder(),
          seed,
          output.name(),
          identity,
          provenance,
          checkpointEvery,
          (rows, done) -> {
            tally.shardsTotal.add(1);
            tally.rowsTotal.add(rows);
            tally.rows.add(done);
          },
          tally::addRows);
      tally.shardsDone.increment();
      return Folder.of(output.folder(), Folder.Kind.MODEL);
    }
  }
}
