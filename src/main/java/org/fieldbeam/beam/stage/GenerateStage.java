package org.fieldbeam.beam.stage;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.fieldbeam.beam.GenerateEnsemble;
import org.fieldbeam.beam.shard.DatasetStage;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.ShardEntry;

/** The shards of {@link GenerateEnsemble}, whatever the fields are. */
public abstract class GenerateStage extends DatasetStage {
  private static final long serialVersionUID = 1L;

  /** Updates between two looks at whether to stop. */
  private static final int THERMALIZATION_STEP = 100;

  public int chains = 1;
  public int thermalization;
  public int configurations = 1;
  public int stride = 1;
  public int chainsPerShard = 16;

  /** What to do where chains have run away. */
  static final String RUNAWAY =
      "the algorithm has run away, or the fields that it started from or the coefficients of the"
          + " action are too large; choose a smaller step size, another start, or smaller"
          + " coefficients";

  private String start = Start.HOT;

  /** Null for configurations of an ensemble. */
  private Start begin = Start.hot();

  /** Folder of the ensemble that the chains start from, or empty. */
  private String inputFolder = "";

  /**
   * The chains start as a start says, and read no ensemble.
   *
   * @param name what the dataset calls it
   */
  public final void startAt(String name, Start begin) {
    this.start = name;
    this.begin = Objects.requireNonNull(begin, "start");
    this.inputFolder = "";
  }

  /** The chains start from configurations of the ensemble in a folder. */
  public final void startFrom(String folder) {
    start = "from";
    begin = null;
    inputFolder = folder;
  }

  /** Folder of the ensemble that the chains start from, or empty. */
  public final String inputFolder() {
    return inputFolder;
  }

  /** What the rows are. */
  abstract DatasetKind kind();

  /** What the fields consist of. */
  public abstract FieldLayout layout();

  /** The action as a property of the dataset. */
  abstract Map<String, Object> action();

  /** The algorithm as a property of the dataset. */
  abstract Map<String, Object> algorithm();

  /** Writes the chains of a shard. */
  abstract ShardEntry write(Shard shard);

  /**
   * A shard to be written.
   *
   * @param folder of the dataset
   * @param info of the dataset
   * @param index number of the shard
   * @param count shards of the dataset
   * @param firstChain number of its first chain
   * @param batch number of its chains
   * @param begin where they start
   * @param progress told the rows
   */
  record Shard(
      String folder,
      DatasetInfo info,
      int index,
      int count,
      int firstChain,
      int batch,
      Start begin,
      RowCount progress) {}

  @Override
  public String stageName() {
    return "generate";
  }

  @Override
  public final Optional<String> adviceWhereNotFinite() {
    return Optional.of(RUNAWAY);
  }

  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("lattice", Arrays.toString(layout().lattice().shape()));
    settings.put("action", action());
    settings.put("algorithm", algorithm());
    settings.put("chains", chains);
    settings.put("thermalization", thermalization);
    settings.put("configurations", configurations);
    settings.put("stride", stride);
    settings.put("chainsPerShard", chainsPerShard);
    settings.put("start", start);
    return settings;
  }

  /**
   * The hashes of what the stage reads.
   *
   * @throws UserException if it does not suit the stage
   */
  List<String> parents(String input) {
    return input.isEmpty()
        ? List.of()
        : List.of(DatasetFolder.openLazily(input, DatasetKind.ENSEMBLE).contentHash());
  }

  /** What the dataset says of itself. */
  public final DatasetInfo info(List<String> parents) {
    return describe(
        info(kind(), output.name(), layout(), parents)
            .with(DatasetInfo.ACTION, action())
            .with(DatasetInfo.ALGORITHM, algorithm())
            .with("chains", chains)
            .with("thermalization", thermalization)
            .with("configurations", configurations)
            .with("stride", stride)
            .with("start", start));
  }

  /** What the dataset says of itself, for kinds that say more than others. */
  DatasetInfo describe(DatasetInfo info) {
    return info;
  }

  /** Advances chains through thermalization, so that a stop is noticed. */
  final void thermalize(IntConsumer advance, RowCount progress) {
    for (long done = 0; done < thermalization; done += THERMALIZATION_STEP) {
      advance.accept((int) Math.min(THERMALIZATION_STEP, thermalization - done));
      progress.add(0);
    }
  }

  @Override
  public Stage open(String input) {
    StartFields given = begin == null ? StartFields.of(input, layout(), chains) : null;
    DatasetInfo info = info(parents(input));
    return new Stage() {
      @Override
      public DatasetInfo info() {
        return info;
      }

      @Override
      public int shards() {
        return DatasetFolder.shards(chains, chainsPerShard);
      }

      @Override
      public long rows() {
        return (long) chains * configurations;
      }

      @Override
      public ShardEntry write(int index, RowCount progress) {
        int firstChain = index * chainsPerShard;
        int batch = Math.min(chainsPerShard, chains - firstChain);
        Start first = given == null ? begin : given.start(firstChain, batch);
        return GenerateStage.this.write(
            new Shard(folder(input), info, index, shards(), firstChain, batch, first, progress));
      }
    };
  }
}
