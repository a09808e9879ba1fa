package org.fieldbeam.beam;

import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.shard.DatasetStage;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.FolderPaths;
import org.fieldbeam.beam.shard.ShardedDataset;
import org.fieldbeam.beam.shard.StageDisplay;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.beam.stage.GenerateComplexStage;
import org.fieldbeam.beam.stage.GenerateRealStage;
import org.fieldbeam.beam.stage.GenerateStage;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.ComplexLangevin;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.data.dataset.DatasetInfo;

/**
 * Writes an ensemble of Markov chains with weight exp(-S).
 *
 * <p>A shard holds the configurations of a number of chains, which run in lockstep; rows are
 * ordered by step, then by chain. What a chain does depends on the seed, the name of the dataset
 * and the chain's number alone: it does not change with the number of chains or the size of the
 * shards.
 *
 * <pre>{@code
 * PCollection<Folder> ensemble =
 *     pipeline.apply(
 *         GenerateEnsemble.of(
 *                 Phi4.of(Lattice.of(16, 16), 0.26, 0.022),
 *                 new Hmc(1.0, 10, Integrator.LEAPFROG))
 *             .withChains(64)
 *             .withThermalization(500)
 *             .withConfigurations(64)
 *             .withStride(25)
 *             .withSeed(20240601)
 *             .into(StageOutput.to("out/hmc")));
 * }</pre>
 *
 * <p>The output is one element, the folder, once the dataset is complete.
 */
public final class GenerateEnsemble extends PTransform<PBegin, PCollection<Folder>> {
  private static final long serialVersionUID = 1L;

  private final GenerateStage stage;

  private GenerateEnsemble(GenerateStage stage) {
    this.stage = stage;
  }

  /**
   * Chains of an algorithm for an action. Until told otherwise: one hot chain of one configuration
   * after one update, seed 0.
   */
  public static GenerateEnsemble of(Action action, Algorithm algorithm) {
    return new GenerateEnsemble(new GenerateRealStage(action, algorithm));
  }

  /**
   * Complex Langevin chains for a complex action: the dataset is a complex ensemble. Until told
   * otherwise: one hot chain of one configuration after one update, seed 0.
   */
  public static GenerateEnsemble of(ComplexAction action, ComplexLangevin algorithm) {
    return new GenerateEnsemble(new GenerateComplexStage(action, algorithm));
  }

  private GenerateEnsemble with(Consumer<GenerateStage> change) {
    GenerateStage copy = DatasetStage.copy(stage);
    change.accept(copy);
    return new GenerateEnsemble(copy);
  }

  /** Number of chains, at least 1. */
  public GenerateEnsemble withChains(int chains) {
    return with(s -> s.chains = DatasetStage.positive("chains", chains));
  }

  /**
   * Updates before the first stride; configurations of step thermalization + stride, + 2 stride,
   * ... are written.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public GenerateEnsemble withThermalization(int updates) {
    DatasetStage.requireNotNegative("thermalization", updates);
    return with(s -> s.thermalization = updates);
  }

  /** Configurations written of each chain, at least 1. */
  public GenerateEnsemble withConfigurations(int perChain) {
    return with(s -> s.configurations = DatasetStage.positive("configurations", perChain));
  }

  /** Updates from one written configuration to the next, at least 1. */
  public GenerateEnsemble withStride(int updates) {
    return with(s -> s.stride = DatasetStage.positive("stride", updates));
  }

  /** The chains begin hot (independent normal numbers). */
  public GenerateEnsemble withHotStart() {
    return withStart("hot", Start.hot());
  }

  /** The chains begin cold (phi = 1). */
  public GenerateEnsemble withColdStart() {
    return withStart("cold", Start.cold());
  }

  /**
   * The chains begin as a start says.
   *
   * @param name what the dataset calls it
   */
  public GenerateEnsemble withStart(String name, Start start) {
    return with(s -> s.startAt(name, start));
  }

  /**
   * What the dataset will say of itself, but for the hashes of what it reads. Needs a place, {@link
   * #into}, after which it is called.
   */
  public DatasetInfo info() {
    return stage.info(List.of());
  }

  /**
   * The chains begin with configurations of another ensemble, at equal distances through its rows.
   *
   * @param folder a complete ensemble on the same lattice when the job runs
   * @throws IllegalArgumentException for complex Langevin chains, which start from real numbers
   */
  public GenerateEnsemble withStartFrom(String folder) {
    if (stage instanceof GenerateComplexStage) {
      throw new IllegalArgumentException(
          "complex Langevin chains start from an ensemble; allowed: hot or cold");
    }
    return with(s -> s.startFrom(folder));
  }

  /**
   * Deformed Langevin chains with a learned score of the same action and lattice.
   *
   * @param folder a model of {@link TrainLangevinScore}, there when the job runs
   * @throws IllegalArgumentException for any other algorithm
   */
  public GenerateEnsemble withScoreFrom(String folder) {
    if (!(stage instanceof GenerateRealStage real && real.chosen().takesScore().isPresent())) {
      throw new IllegalArgumentException("the algorithm takes no learned score");
    }
    return with(s -> ((GenerateRealStage) s).scoreFolder = folder);
  }

  /**
   * Langevin chains with the kernel in a file.
   *
   * @param file a symmetric positive definite matrix of a row and a column per site, {@code .npy},
   *     there when the job runs
   * @throws IllegalArgumentException for algorithms that take no matrix, and for lattices of too
   *     many sites
   */
  public GenerateEnsemble withKernelFrom(String file) {
    if (!(stage instanceof GenerateRealStage real && real.chosen().takesMatrix().isPresent())) {
      throw new IllegalArgumentException("the algorithm takes no kernel from a file");
    }
    real.chosen().takesMatrix().get().requireVolume(stage.layout().lattice());
    return with(s -> ((GenerateRealStage) s).matrixFile = file);
  }

  /** Chains in a shard, which run in lockstep; at least 1, 16 by default. */
  public GenerateEnsemble withChainsPerShard(int chains) {
    return with(s -> s.chainsPerShard = DatasetStage.positive("chainsPerShard", chains));
  }

  /** The seed of all random numbers, 0 by default. */
  public GenerateEnsemble withSeed(long seed) {
    return with(s -> s.seed = seed);
  }

  /** Where the dataset goes; without it the transform cannot be applied. */
  public GenerateEnsemble into(StageOutput output) {
    return with(s -> s.output = output);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder display) {
    StageDisplay.add(display, stage);
  }

  @Override
  public PCollection<Folder> expand(PBegin begin) {
    StageOutput.require(stage.output, "GenerateEnsemble");
    return begin
        .apply("Once", FolderPaths.once(stage.inputFolder()))
        .apply("Shards", ShardedDataset.of(stage));
  }
}
