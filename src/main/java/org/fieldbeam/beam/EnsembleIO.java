package org.fieldbeam.beam;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.fieldbeam.beam.shard.DatasetStage;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.FolderPaths;
import org.fieldbeam.beam.shard.GatherShards;
import org.fieldbeam.beam.shard.LastDataset;
import org.fieldbeam.beam.shard.PermanentFailure;
import org.fieldbeam.beam.shard.ShardEntryCoder;
import org.fieldbeam.beam.shard.ShardTask;
import org.fieldbeam.beam.shard.ShardedDataset;
import org.fieldbeam.beam.shard.Spread;
import org.fieldbeam.beam.shard.StageDisplay;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.dataset.ShardTable;
import org.fieldbeam.data.row.Configuration;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.EnsembleWeights;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.row.RowWriter;

/**
 * Carries configurations between ensembles and pipelines of one's own.
 *
 * <pre>{@code
 * pipeline
 *     .apply(Create.of(Folder.of("out/hmc")))
 *     .apply(EnsembleIO.read())
 *     .apply(Filter.by(configuration -> configuration.step() > 1000))
 *     .apply(EnsembleIO.write(action).into(StageOutput.to("out/late")));
 * }</pre>
 *
 * <p>Fields become Beam elements on the way: convenient, and several times slower than the stages,
 * which move them from file to file.
 */
public final class EnsembleIO {
  private EnsembleIO() {}

  /** Reads the configurations of ensembles, given by their folders, in no particular order. */
  public static Read read() {
    return new Read(false);
  }

  /** Writes an ensemble of an action. */
  public static Write write(Action action) {
    return new Write(new WriteStage(action));
  }

  /** See {@link EnsembleIO#read()}. */
  public static final class Read
      extends PTransform<PCollection<Folder>, PCollection<Configuration>> {
    private static final long serialVersionUID = 1L;
    private final boolean weights;

    private Read(boolean weights) {
      this.weights = weights;
    }

    /**
     * Reads ensembles with importance weights too: what is done with a configuration has to use its
     * {@code logWeight}. Without this they are refused.
     */
    public Read withWeights() {
      return new Read(true);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder display) {
      display.add(DisplayData.item("weights", weights));
    }

    @Override
    public PCollection<Configuration> expand(PCollection<Folder> folders) {
      return folders
          .apply("Paths", FolderPaths.of(Folder.Kind.ENSEMBLE))
          .apply("Plan", ParDo.of(new PlanRead(weights)))
          .setCoder(new ShardTask.Coder())
          .apply("Spread", new Spread())
          .apply("Read", ParDo.of(new ReadShard()))
          .setCoder(ConfigurationCoder.of());
    }
  }

  /**
   * See {@link EnsembleIO#write(Action)}.
   *
   * <p>A chain goes to the shard of its number modulo the number of shards; a shard is sorted by
   * step and chain in memory. No two configurations may be of one chain and step. Shards are always
   * written anew. The dataset's input hash is that of the output; without one it tells the action
   * and the name only, so give one where the content may change.
   */
  public static final class Write
      extends PTransform<PCollection<Configuration>, PCollection<Folder>> {
    private static final long serialVersionUID = 1L;
    private final WriteStage stage;

    private Write(WriteStage stage) {
      this.stage = stage;
    }

    /** Number of shards, at least 1; 8 by default. */
    public Write withShards(int shards) {
      WriteStage copy = DatasetStage.copy(stage);
      copy.shards = DatasetStage.positive("shards", shards);
      return new Write(copy);
    }

    /**
     * Writes an ensemble with importance weights: every configuration has a {@code logWeight}, and
     * all estimates use it. Without this the column is kept and no estimate does.
     */
    public Write withWeights() {
      WriteStage copy = DatasetStage.copy(stage);
      copy.weighted = true;
      return new Write(copy);
    }

    /** Where the dataset goes; without it the transform cannot be applied. */
    public Write into(StageOutput output) {
      WriteStage copy = DatasetStage.copy(stage);
      copy.output = output;
      return new Write(copy);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder display) {
      StageDisplay.add(display, stage);
    }

    @Override
    public PCollection<Folder> expand(PCollection<Configuration> configurations) {
      StageOutput.require(stage.output, "EnsembleIO.write");
      KvCoder<Integer, Configuration> coder =
          KvCoder.of(VarIntCoder.of(), NullableCoder.of(ConfigurationCoder.of()));
      List<KV<Integer, Configuration>> everyShard = new ArrayList<>();
      for (int shard = 0; shard < stage.shards; shard++) {
        everyShard.add(KV.of(shard, null));
      }
      return PCollectionList.of(
              configurations.apply("Deal", ParDo.of(new Deal(stage.shards))).setCoder(coder))
          .and(
              configurations
                  .getPipeline()
                  .apply(stage.output.folder() + "/shards", Create.of(everyShard).withCoder(coder)))
          .apply("Flatten", Flatten.pCollections())
          .apply("Group", GroupByKey.create())
          .apply(ShardedDataset.WRITE_SHARDS, ParDo.of(new WriteShard(stage)))
          .setCoder(KvCoder.of(StringUtf8Coder.of(), new ShardEntryCoder()))
          .apply("Gather", Combine.perKey(new GatherShards()))
          .apply("Commit", ParDo.of(new Commit(stage)));
    }
  }

  private static final class PlanRead extends DoFn<String, ShardTask> {
    private static final long serialVersionUID = 1L;
    private final boolean weights;

    PlanRead(boolean weights) {
      this.weights = weights;
    }

    @ProcessElement
    public void process(@Element String folder, OutputReceiver<ShardTask> tasks)
        throws IOException {
      int count = PermanentFailure.unlessPassing(() -> shards(folder));
      for (int index = 0; index < count; index++) {
        tasks.output(new ShardTask(folder, index, count));
      }
    }

    private int shards(String folder) {
      DatasetFolder ensemble = DatasetFolder.openLazily(folder, DatasetKind.ENSEMBLE);
      if (!weights && ensemble.info().isWeighted()) {
        throw UserException.of("the configurations of this ensemble have importance weights")
            .where(folder)
            .allowed("an ensemble whose configurations count equally")
            .todo(
                "call EnsembleIO.read().withWeights() and use the logWeight of each, or "
                    + EnsembleWeights.ADVICE)
            .build();
      }
      return ensemble.shardCount();
    }
  }

  private static final class ReadShard extends DoFn<ShardTask, Configuration> {
    private static final long serialVersionUID = 1L;
    private final LastDataset last = new LastDataset();

    @ProcessElement
    public void process(@Element ShardTask task, OutputReceiver<Configuration> configurations) {
      DatasetFolder ensemble = last.open(task.input());
      EnsembleBatch rows = new EnsembleBatch(ensemble.info().rowShape(), DatasetStage.BATCH);
      try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(ensemble, task.index())) {
        for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
          for (int b = 0; b < n; b++) {
            configurations.output(rows.configuration(b));
          }
        }
      }
    }
  }

  /** The identity of a written ensemble. */
  private static final class WriteStage extends DatasetStage {
    private static final long serialVersionUID = 1L;
    private final Action action;
    int shards = 8;
    boolean weighted;

    WriteStage(Action action) {
      this.action = action;
    }

    @Override
    public String stageName() {
      return "write";
    }

    @Override
    public Map<String, Object> settings() {
      Map<String, Object> settings = new TreeMap<>();
      settings.put("action", DatasetActions.property(action));
      settings.put("shards", shards);
      if (weighted) {
        settings.put(DatasetInfo.WEIGHTED, true);
      }
      return settings;
    }

    @Override
    public Stage open(String input) {
      throw new IllegalStateException("the shards of a written ensemble come out of a pipeline");
    }

    DatasetInfo info() {
      DatasetInfo info =
          info(DatasetKind.ENSEMBLE, output.name(), action.layout(), List.of())
              .with(DatasetInfo.ACTION, DatasetActions.property(action));
      return weighted ? info.with(DatasetInfo.WEIGHTED, true) : info;
    }
  }

  private static final class Deal extends DoFn<Configuration, KV<Integer, Configuration>> {
    private static final long serialVersionUID = 1L;
    private final int shards;

    Deal(int shards) {
      this.shards = shards;
    }

    @ProcessElement
    public void process(
        @Element Configuration configuration, OutputReceiver<KV<Integer, Configuration>> dealt) {
      dealt.output(KV.of(Math.floorMod(configuration.chain(), shards), configuration));
    }
  }

  private static final class WriteShard
      extends DoFn<KV<Integer, Iterable<Configuration>>, KV<String, ShardEntry>> {
    private static final long serialVersionUID = 1L;
    private final WriteStage stage;

    WriteShard(WriteStage stage) {
      this.stage = stage;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<Configuration>> dealt,
        OutputReceiver<KV<String, ShardEntry>> entries)
        throws IOException {
      ShardEntry entry = PermanentFailure.unlessPassing(() -> write(dealt));
      entries.output(KV.of(stage.output.folder(), entry));
    }

    private ShardEntry write(KV<Integer, Iterable<Configuration>> dealt) {
      List<Configuration> sorted = new ArrayList<>();
      for (Configuration configuration : dealt.getValue()) {
        if (configuration != null) {
          requireWeight(configuration);
          sorted.add(configuration);
        }
      }
      sorted.sort(
          Comparator.comparingLong(Configuration::step).thenComparingLong(Configuration::chain));
      requireOnce(sorted);
      String folder = stage.output.folder();
      ShardedDataset.refuseForeign(folder, stage.info());
      try (RowWriter<EnsembleBatch> writer =
          EnsembleBatch.ROWS.create(folder, stage.info(), dealt.getKey(), stage.shards)) {
        sorted.forEach(configuration -> writer.write(EnsembleBatch.of(configuration)));
        return writer.finish();
      }
    }

    /** Rows of several ensembles, whose chains have the same numbers, would become one chain. */
    private void requireOnce(List<Configuration> sorted) {
      for (int i = 1; i < sorted.size(); i++) {
        Configuration one = sorted.get(i - 1);
        Configuration next = sorted.get(i);
        if (one.chain() == next.chain() && one.step() == next.step()) {
          throw UserException.of("two configurations are of one chain and step")
              .where(stage.output.folder())
              .given("chain " + next.chain() + ", step " + next.step())
              .allowed("a step of its own for each configuration of a chain")
              .todo(
                  "write each configuration once; give the chains of several ensembles numbers of"
                      + " their own")
              .build();
        }
      }
    }

    private void requireWeight(Configuration configuration) {
      Double logWeight = configuration.logWeight();
      if (stage.weighted && (logWeight == null || !Double.isFinite(logWeight))) {
        throw EnsembleWeights.noWeight(
            stage.output.folder()
                + ", chain "
                + configuration.chain()
                + ", step "
                + configuration.step(),
            logWeight == null ? Double.NaN : logWeight);
      }
    }
  }

  private static final class Commit extends DoFn<KV<String, ShardTable>, Folder> {
    private static final long serialVersionUID = 1L;
    private final WriteStage stage;

    Commit(WriteStage stage) {
      this.stage = stage;
    }

    @ProcessElement
    public void process(@Element KV<String, ShardTable> gathered, OutputReceiver<Folder> folders)
        throws IOException {
      folders.output(PermanentFailure.unlessPassing(() -> commit(gathered)));
    }

    private Folder commit(KV<String, ShardTable> gathered) throws IOException {
      ShardedDataset.commit(
          gathered.getKey(), stage.info(), stage.shards, gathered.getValue(), written -> Map.of());
      return Folder.of(gathered.getKey(), Folder.Kind.ENSEMBLE);
    }
  }
}
