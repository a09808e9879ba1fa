package org.fieldbeam.beam;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.fieldbeam.beam.shard.DatasetStage;
import org.fieldbeam.beam.shard.ShardFunction;
import org.fieldbeam.beam.shard.ShardedDataset;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.beam.stage.CorrectStage;
import org.fieldbeam.beam.stage.FitRows;
import org.fieldbeam.beam.stage.GenerateComplexStage;
import org.fieldbeam.beam.stage.GenerateRealStage;
import org.fieldbeam.beam.stage.MeasureStage;
import org.fieldbeam.beam.stage.NoiseStage;
import org.fieldbeam.beam.stage.PrepareStage;
import org.fieldbeam.beam.stage.TrainingRow;
import org.fieldbeam.beam.stage.ValidationSplit;
import org.fieldbeam.core.action.BoseGas;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.ComplexLangevin;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.schedule.VarianceExploding;
import org.fieldbeam.core.score.fit.BatchSums;
import org.fieldbeam.core.score.fit.EnsembleStatistics;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.check.DatasetVerifier;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.DatasetSummary;
import org.fieldbeam.data.dataset.Normalization;
import org.fieldbeam.data.dataset.ShardTable;
import org.fieldbeam.data.export.DatasetExport;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.row.RowWriter;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.Storage;

/**
 * Everything that reads datasets, each as a function to a text that tells two results apart. What
 * reads datasets in a new way joins by one line of {@link #ALL}.
 */
final class DatasetUses {
  /** Settings whose values do not matter. */
  private static final Phi4 ACTION = Phi4.of(Lattice.of(2, 3), 0.2, 0.5);

  private static final VarianceExploding DIFFUSION = new VarianceExploding(25);

  private static final Set<DatasetKind> ENSEMBLES = EnumSet.of(DatasetKind.ENSEMBLE);
  private static final Set<DatasetKind> EVERY = EnumSet.allOf(DatasetKind.class);

  /** How much a use reads before it speaks. */
  enum Extent {
    /** Manifest, list of files, and the footer of the first shard. */
    FOLDER,
    /** As {@link #FOLDER}, and then every shard. */
    FOLDER_AND_SHARDS,
    /** Manifest and shards: what workers do, once a planner has looked at the folder. */
    SHARDS
  }

  /** What a use makes of a dataset. */
  interface Reading {
    /**
     * Reads.
     *
     * @param folder the dataset
     * @param scratch an empty folder
     */
    String of(String folder, Path scratch) throws IOException;
  }

  /**
   * One use.
   *
   * @param name its name
   * @param kinds kinds of datasets that it reads
   * @param extent how much it reads
   * @param reading what it does
   */
  record Use(String name, Set<DatasetKind> kinds, Extent extent, Reading reading) {}

  static final List<Use> ALL =
      List.of(
          new Use("inspect", EVERY, Extent.FOLDER, DatasetUses::inspect),
          new Use("verify", EVERY, Extent.FOLDER_AND_SHARDS, DatasetUses::verify),
          new Use(
              "export .npy",
              EnumSet.of(DatasetKind.ENSEMBLE, DatasetKind.COMPLEX),
              Extent.FOLDER_AND_SHARDS,
              (folder, scratch) ->
                  exported(scratch, "x.npy", file -> DatasetExport.numpy(folder, file))),
          new Use(
              "export .csv",
              EnumSet.of(DatasetKind.ENSEMBLE, DatasetKind.COMPLEX, DatasetKind.MEASUREMENTS),
              Extent.FOLDER_AND_SHARDS,
              (folder, scratch) ->
                  exported(scratch, "x.csv", file -> DatasetExport.csv(folder, file, true))),
          new Use(
              "export .json",
              EnumSet.of(DatasetKind.MEASUREMENTS),
              Extent.FOLDER_AND_SHARDS,
              (folder, scratch) ->
                  exported(scratch, "x.json", file -> DatasetExport.pyerrors(folder, file))),
          new Use("read", EVERY, Extent.SHARDS, (folder, scratch) -> DeliveredRows.hash(folder)),
          new Use(
              "measure",
              EnumSet.of(DatasetKind.ENSEMBLE, DatasetKind.COMPLEX),
              Extent.SHARDS,
              (folder, scratch) -> written(new MeasureStage(), folder, scratch)),
          new Use(
              "noise",
              ENSEMBLES,
              Extent.SHARDS,
              (folder, scratch) ->
                  written(
                      new NoiseStage(DIFFUSION, TimeLadder.geometric(2, 0.1, 1)), folder, scratch)),
          new Use(
              "correct by weights",
              ENSEMBLES,
              Extent.SHARDS,
              (folder, scratch) ->
                  written(new CorrectStage(CorrectStage.Method.WEIGHTS), folder, scratch)),
          new Use(
              "correct by Metropolis",
              ENSEMBLES,
              Extent.SHARDS,
              (folder, scratch) ->
                  written(new CorrectStage(CorrectStage.Method.METROPOLIS), folder, scratch)),
          new Use("prepare", ENSEMBLES, Extent.SHARDS, (folder, scratch) -> dealt(folder)),
          new Use(
              "train",
              EnumSet.of(DatasetKind.ENSEMBLE, DatasetKind.TRAINING),
              Extent.SHARDS,
              (folder, scratch) -> fitted(folder)),
          new Use("start", ENSEMBLES, Extent.SHARDS, DatasetUses::continued));

  private DatasetUses() {}

  /** Runs a stage without an engine. */
  static DatasetFolder run(DatasetStage stage, String input, Path output) throws IOException {
    stage.output = StageOutput.to(output.toString());
    ShardFunction.Stage opened = stage.open(input);
    ShardTable entries = new ShardTable();
    for (int shard = 0; shard < opened.shards(); shard++) {
      entries.add(opened.write(shard, rows -> {}));
    }
    String folder = stage.folder(input);
    ShardedDataset.commit(folder, opened.info(), opened.shards(), entries, opened::summary);
    return DatasetFolder.open(folder);
  }

  private static String written(DatasetStage stage, String input, Path scratch) throws IOException {
    DatasetFolder made = run(stage, input, scratch.resolve("out"));
    return DeliveredRows.hash(made.path()) + made.manifest().extra();
  }

  private static String inspect(String folder, Path scratch) {
    Map<String, Object> tree = DatasetSummary.of(folder).tree();
    // what is given, what sums up the rest, and what no result depends on
    tree.keySet().removeAll(Set.of("path", "contentHash", "bytes", "created", "host"));
    return Json.compact(tree);
  }

  private static String verify(String folder, Path scratch) {
    List<DatasetVerifier.Finding> findings = DatasetVerifier.verify(folder);
    if (!DatasetVerifier.passed(findings)) {
      throw new UserException("FAILED: " + findings);
    }
    return DeliveredRows.hash(folder); // what was found good
  }

  private static String exported(Path scratch, String name, Consumer<String> export) {
    String file = scratch.resolve(name).toString();
    export.accept(file);
    return Storage.sha256(file);
  }

  private static PrepareStage prepare() {
    PrepareStage prepare = new PrepareStage(DIFFUSION);
    prepare.output = StageOutput.to("prepared");
    prepare.split = new ValidationSplit(0.5);
    prepare.shards = 2;
    return prepare;
  }

  /** What a prepare stage computes: the normalisation, and the shards that the rows fall to. */
  private static String dealt(String folder) {
    PrepareStage prepare = prepare();
    DatasetFolder ensemble = DatasetFolder.openLazily(folder, DatasetKind.ENSEMBLE);
    double[] sums = new double[4];
    StringBuilder text = new StringBuilder();
    for (int shard = 0; shard < ensemble.shardCount(); shard++) {
      double[] part = new PrepareStage.Moments(prepare.split).of(ensemble, shard, null, rows -> {});
      Arrays.setAll(sums, i -> sums[i] + part[i]);
    }
    Normalization normalization = prepare.normalization(sums, ensemble);
    text.append(normalization);
    for (int shard = 0; shard < ensemble.shardCount(); shard++) {
      prepare.deal(
          ensemble,
          shard,
          normalization,
          (target, row) ->
              text.append(target).append(row.order()).append(Arrays.toString(row.field())),
          rows -> {});
    }
    return Storage.sha256OfText(text.toString());
  }

  /** The training dataset of an ensemble, as the shuffle would write it. */
  static DatasetFolder prepared(DatasetFolder ensemble, Path output) throws IOException {
    PrepareStage prepare = prepare();
    prepare.output = StageOutput.to(output.toString());
    DatasetInfo info = prepare.info(ensemble, new Normalization(0.25, 2));
    List<List<TrainingRow>> dealt = List.of(new ArrayList<>(), new ArrayList<>());
    for (int shard = 0; shard < ensemble.shardCount(); shard++) {
      prepare.deal(
          ensemble,
          shard,
          new Normalization(0.25, 2),
          (target, row) -> dealt.get(target).add(row),
          rows -> {});
    }
    ShardTable entries = new ShardTable();
    for (int shard = 0; shard < dealt.size(); shard++) {
      entries.add(prepare.write(info, shard, dealt.size(), dealt.get(shard)));
    }
    ShardedDataset.commit(output.toString(), info, dealt.size(), entries, written -> Map.of());
    return DatasetFolder.open(output.toString());
  }

  /**
   * The sums of the first pass of the effective-action fit, and the action it would be fitted to.
   */
  private static String fitted(String folder) {
    DatasetFolder dataset = DatasetFolder.openLazily(folder);
    BatchSums sums = EnsembleStatistics.sums(Lattice.of(dataset.info().shape()));
    double[] training = new double[sums.size()];
    double[] validation = new double[sums.size()];
    long held = 0;
    FitRows rows = new FitRows(dataset, new ValidationSplit(0.5));
    for (int shard = 0; shard < dataset.shardCount(); shard++) {
      held += rows.accumulate(shard, sums, training, validation, done -> {});
    }
    return held
        + Arrays.toString(training)
        + Arrays.toString(validation)
        + dataset.info().property(DatasetInfo.ACTION);
  }

  private static String continued(String folder, Path scratch) throws IOException {
    GenerateRealStage stage = generate(1, 6);
    stage.startFrom(folder);
    return written(stage, folder, scratch);
  }

  /** A dataset of each kind, of three shards where the kind allows it, in folders of its name. */
  static void write(Path root, long seed) throws IOException {
    DatasetFolder chains = run(generate(seed, 6), "", root.resolve("chains"));
    DatasetFolder ensemble = proposals(chains, root.resolve("ensemble"));
    GenerateComplexStage complex =
        new GenerateComplexStage(
            BoseGas.of(Lattice.of(2, 2), 1, 1, 0.5),
            new ComplexLangevin(0.01, ComplexLangevin.Scheme.ADAPTIVE, 0, 1e3));
    complex.seed = seed;
    complex.chains = 6;
    complex.chainsPerShard = 2;
    complex.configurations = 3;
    run(complex, "", root.resolve("complex"));
    run(new MeasureStage(), ensemble.path(), root.resolve("measured"));
    Files.move(root.resolve("measured/ensemble"), root.resolve("measurements"));
    NoiseStage noise = new NoiseStage(DIFFUSION, TimeLadder.geometric(2, 0.1, 1));
    noise.seed = seed;
    run(noise, ensemble.path(), root.resolve("noised"));
    prepared(ensemble, root.resolve("training"));
  }

  /** The configurations of an ensemble with all columns filled, as proposals have them. */
  private static DatasetFolder proposals(DatasetFolder chains, Path output) throws IOException {
    ShardTable entries = new ShardTable();
    EnsembleBatch rows = new EnsembleBatch(chains.info().shape(), 10);
    for (int shard = 0; shard < chains.shardCount(); shard++) {
      try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(chains, shard);
          RowWriter<EnsembleBatch> writer =
              EnsembleBatch.ROWS.create(
                  output.toString(), chains.info(), shard, chains.shardCount())) {
        reader.read(rows);
        for (int b = 0; b < rows.size(); b++) {
          rows.logQ()[b] = -shard - 0.125 * b;
          rows.logWeight()[b] = 0.25 * b - 0.5 * shard;
        }
        writer.write(rows);
        entries.add(writer.finish());
      }
    }
    ShardedDataset.commit(
        output.toString(),
        chains.info(),
        chains.shardCount(),
        entries,
        written -> Map.of("acceptance", 0.5));
    return DatasetFolder.open(output.toString());
  }

  /** Two chains a shard, long enough for all exports. */
  static GenerateRealStage generate(long seed, int chains) {
    GenerateRealStage stage = new GenerateRealStage(ACTION, new Hmc(1, 4, Integrator.LEAPFROG));
    stage.seed = seed;
    stage.chains = chains;
    stage.chainsPerShard = 2;
    stage.configurations = 5;
    return stage;
  }
}
