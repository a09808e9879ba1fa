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
import org.fieldbeam.beam.stage.ScanPoint;
import org.fieldbeam.beam.stage.ScanStage;
import org.fieldbeam.data.row.ScanColumns;

/**
 * Runs complex Langevin chains for every action of a list and keeps of each what a map of success
 * and failure needs: averages with errors, the exact values, the outcomes of the checks.
 *
 * <p>The dataset is one of measurements, a row per point, its columns those of {@link ScanColumns}:
 * chain and step are the number of the point. Configurations are not kept.
 */
public final class ScanComplexLangevin extends PTransform<PBegin, PCollection<Folder>> {
  private static final long serialVersionUID = 1L;

  private final ScanStage stage;

  private ScanComplexLangevin(ScanStage stage) {
    this.stage = stage;
  }

  /** A scan: until told otherwise one chain of one configuration after one update, seed 0. */
  public static ScanComplexLangevin of(List<ScanPoint> points) {
    return new ScanComplexLangevin(new ScanStage(points));
  }

  private ScanComplexLangevin with(Consumer<ScanStage> change) {
    ScanStage copy = DatasetStage.copy(stage);
    change.accept(copy);
    return new ScanComplexLangevin(copy);
  }

  /** Number of chains of each point, at least 1. */
  public ScanComplexLangevin withChains(int chains) {
    return with(s -> s.chains = DatasetStage.positive("chains", chains));
  }

  /** Updates before the first stride, 0 or more. */
  public ScanComplexLangevin withThermalization(int updates) {
    DatasetStage.requireNotNegative("thermalization", updates);
    return with(s -> s.thermalization = updates);
  }

  /** Configurations measured of each chain, at least 1. */
  public ScanComplexLangevin withConfigurations(int perChain) {
    return with(s -> s.configurations = DatasetStage.positive("configurations", perChain));
  }

  /** Updates from one measured configuration to the next, at least 1. */
  public ScanComplexLangevin withStride(int updates) {
    return with(s -> s.stride = DatasetStage.positive("stride", updates));
  }

  /** The seed of all random numbers, 0 by default. */
  public ScanComplexLangevin withSeed(long seed) {
    return with(s -> s.seed = seed);
  }

  /** Where the dataset goes; without it the transform cannot be applied. */
  public ScanComplexLangevin into(StageOutput output) {
    return with(s -> s.output = output);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder display) {
    StageDisplay.add(display, stage);
  }

  @Override
  public PCollection<Folder> expand(PBegin begin) {
    StageOutput.require(stage.output, "ScanComplexLangevin");
    return begin.apply("Once", FolderPaths.once("")).apply("Shards", ShardedDataset.of(stage));
  }
}
