package org.fieldbeam.beam;

import java.time.Duration;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Create;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.torch.Conditioning;
import org.fieldbeam.torch.Mlp;
import org.fieldbeam.torch.NetworkTraining;
import org.fieldbeam.torch.TrainingSettings;

/** The process that {@link TrainNetworkTest} kills: trains on the first folder into the second. */
final class KilledTraining {
  static final int EPOCHS = 40;

  private KilledTraining() {}

  static Progress.Snapshot run(String dataset, String model, PipelineOptions options)
      throws InterruptedException {
    NetworkTraining training =
        new NetworkTraining(
            new Mlp.Layers(List.of(32, 32), Mlp.Activation.SWISH),
            new TrainingSettings(
                TrainingSettings.Loss.DENOISING,
                TrainingSettings.Weight.NOISE,
                Conditioning.Kind.PRECONDITIONED,
                EPOCHS,
                50,
                1e-3,
                TrainingSettings.Decay.COSINE,
                0.99,
                100,
                0.01));
    return StageJob.run(
        "train",
        options,
        pipeline ->
            pipeline
                .apply(Create.of(Folder.of(dataset)))
                .apply(
                    TrainNetwork.of(training)
                        .withSeed(4)
                        .withCheckpointEvery(Duration.ZERO)
                        .into(StageOutput.to(model))),
        Progress.none());
  }

  public static void main(String[] arguments) throws InterruptedException {
    run(arguments[0], arguments[1], Runners.direct(1));
  }
}
