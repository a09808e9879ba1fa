package org.fieldbeam.beam;

import java.util.function.Consumer;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.shard.DatasetStage;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.FolderPaths;
import org.fieldbeam.beam.shard.ShardedDataset;
import org.fieldbeam.beam.shard.StageDisplay;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.beam.stage.CorrectStage;

/**
 * Makes an ensemble of proposals with {@code log_weight} exact: by independence Metropolis, or by
 * importance weights.
 *
 * <p>Metropolis makes a Markov chain of every shard of proposals: the configurations in their order
 * are its proposals, a rejection repeats the one before. Weights keep the configurations as they
 * are and every estimate uses the column. The manifest's {@code extra} says, with errors:
 * acceptance, effective sample size, largest weight, longest rejection run, tau_int, ln Z.
 *
 * <pre>{@code
 * PCollection<Folder> corrected =
 *     pipeline
 *         .apply(Create.of(Folder.of("out/proposals")))
 *         .apply(CorrectEnsemble.byMetropolis().withSeed(20240601).into(StageOutput.to("out/diffusion")));
 * }</pre>
 */
public final class CorrectEnsemble extends PTransform<PCollection<Folder>, PCollection<Folder>> {
  private static final long serialVersionUID = 1L;

  private final CorrectStage stage;

  private CorrectEnsemble(CorrectStage stage) {
    this.stage = stage;
  }

  /** Accepts or rejects: the result is a Markov chain of equal weights. */
  public static CorrectEnsemble byMetropolis() {
    return new CorrectEnsemble(new CorrectStage(CorrectStage.Method.METROPOLIS));
  }

  /** Keeps every proposal with its weight. */
  public static CorrectEnsemble byWeights() {
    return new CorrectEnsemble(new CorrectStage(CorrectStage.Method.WEIGHTS));
  }

  private CorrectEnsemble with(Consumer<CorrectStage> change) {
    CorrectStage copy = DatasetStage.copy(stage);
    change.accept(copy);
    return new CorrectEnsemble(copy);
  }

  /** The seed of the decisions, 0 by default. */
  public CorrectEnsemble withSeed(long seed) {
    return with(s -> s.seed = seed);
  }

  /** Where the dataset goes; without it the transform cannot be applied. */
  public CorrectEnsemble into(StageOutput output) {
    return with(s -> s.output = output);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder display) {
    StageDisplay.add(display, stage);
  }

  @Override
  public PCollection<Folder> expand(PCollection<Folder> folders) {
    StageOutput.require(stage.output, "CorrectEnsemble");
    return folders
        .apply("Paths", FolderPaths.of(Folder.Kind.ENSEMBLE))
        .apply("Shards", ShardedDataset.of(stage));
  }
}
