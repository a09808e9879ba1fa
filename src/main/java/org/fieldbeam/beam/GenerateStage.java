package org.fieldbeam.beam;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.data.DatasetActions;
import org.fieldbeam.data.DatasetInfo;
import org.fieldbeam.data.DatasetKind;
import org.fieldbeam.data.EnsembleBatch;
import org.fieldbeam.data.EnsembleWriter;
import org.fieldbeam.data.ShardEntry;

/** The shards of {@link GenerateEnsemble}. */
final class GenerateStage extends DatasetStage {
  private static final long serialVersionUID = 1L;

  /** Updates between two looks at whether to stop. */
  private static final int THERMALIZATION_STEP = 100;

  private final Action action;
  private final Algorithm algorithm;
  int chains = 1;
  int thermalization;
  int configurations = 1;
  int stride = 1;
  int chainsPerShard = 16;
  String start = "hot";

  /** Folder of the ensemble that the chains start from, or empty. */
  String startFolder = "";

  GenerateStage(Action action, Algorithm algorithm) {
    this.action = action;
    this.algorithm = algorithm;
  }

  @Override
  String stageName() {
    return "generate";
  }

  @Override
  Map<String, Object> settings() {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("lattice", Arrays.toString(action.lattice().shape()));
    settings.put("action", DatasetActions.property(action));
    settings.put("algorithm", property(algorithm.name(), algorithm.parameters()));
    settings.put("chains", chains);
    settings.put("thermalization", thermalization);
    settings.put("configurations", configurations);
    settings.put("stride", stride);
    settings.put("chainsPerShard", chainsPerShard);
    settings.put("start", start);
    return settings;
  }

  @Override
  public Stage open(String input) {
    StartFields given = input.isEmpty() ? null : StartFields.of(input, action.lattice(), chains);
    List<String> parents = given == null ? List.of() : List.of(given.inputHash());
    DatasetInfo info =
        info(DatasetKind.ENSEMBLE, output.name(), action.lattice().shape(), parents)
            .with(DatasetInfo.ACTION, DatasetActions.property(action))
            .with(DatasetInfo.ALGORITHM, property(algorithm.name(), algorithm.parameters()))
            .with("chains", chains)
            .with("thermalization", thermalization)
            .with("configurations", configurations)
            .with("stride", stride)
            .with("start", start);
    return new Stage() {
      @Override
      public DatasetInfo info() {
        return info;
      }

      @Override
      public int shards() {
        return (chains + chainsPerShard - 1) / chainsPerShard;
      }

      @Override
      public long rows() {
        return (long) chains * configurations;
      }

      @Override
      public ShardEntry write(int index, RowCount progress) {
        int first = index * chainsPerShard;
        int batch = Math.min(chainsPerShard, chains - first);
        Start begin =
            given != null
                ? given.start(first, batch)
                : start.equals("cold") ? Start.cold() : Start.hot();
        MarkovChains running = algorithm.start(action, begin, seed, purpose(), first, batch);
        try (EnsembleWriter writer = EnsembleWriter.create(folder(input), info, index, shards())) {
          run(running, writer, progress);
          return writer.finish();
        }
      }
    };
  }

  private void run(MarkovChains running, EnsembleWriter writer, RowCount progress) {
    int batch = running.batch();
    EnsembleBatch rows = new EnsembleBatch(action.lattice().shape(), batch);
    rows.resize(batch);
    for (int done = 0; done < thermalization; done += THERMALIZATION_STEP) {
      running.advance(Math.min(THERMALIZATION_STEP, thermalization - done));
      progress.add(0);
    }
    for (int n = 0; n < configurations; n++) {
      running.advance(stride);
      System.arraycopy(running.fields(), 0, rows.fields(), 0, running.fields().length);
      running.action(rows.action());
      for (int b = 0; b < batch; b++) {
        rows.chain()[b] = running.firstChain() + b;
        rows.step()[b] = running.step();
        rows.accepted()[b] = (byte) (running.accepted(b) ? 1 : 0);
        rows.deltaH()[b] = running.deltaH(b);
      }
      writer.write(rows);
      progress.add(batch);
    }
  }
}
