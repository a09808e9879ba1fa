package org.fieldbeam.beam;

import java.util.Map;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.DeformedLangevin;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.data.DatasetActions;
import org.fieldbeam.data.DatasetKind;
import org.fieldbeam.data.EnsembleBatch;
import org.fieldbeam.data.EnsembleWriter;
import org.fieldbeam.data.ShardEntry;

/** The shards of {@link GenerateEnsemble} for real fields. */
final class GenerateRealStage extends GenerateStage {
  private static final long serialVersionUID = 1L;

  private final Action action;
  private final Algorithm algorithm;

  GenerateRealStage(Action action, Algorithm algorithm) {
    this.action = action;
    this.algorithm = algorithm;
  }

  @Override
  DatasetKind kind() {
    return DatasetKind.ENSEMBLE;
  }

  @Override
  Lattice lattice() {
    return action.lattice();
  }

  @Override
  Map<String, Object> action() {
    return DatasetActions.property(action);
  }

  @Override
  Map<String, Object> algorithm() {
    boolean learns = algorithm instanceof DeformedLangevin && !inputFolder.isEmpty();
    Map<String, Object> parameters = new TreeMap<>(algorithm.parameters());
    if (learns) {
      parameters.put("score", "learned");
    }
    return property(algorithm.name(), parameters);
  }

  boolean takesScore() {
    return algorithm instanceof DeformedLangevin;
  }

  private Algorithm algorithm(Shard shard) {
    boolean learns = algorithm instanceof DeformedLangevin && !shard.input().isEmpty();
    return learns
        ? ((DeformedLangevin) algorithm)
            .withScore(LangevinTrajectories.learn(shard.input(), action, shard.progress()))
        : algorithm;
  }

  @Override
  ShardEntry write(Shard shard) {
    int batch = shard.batch();
    MarkovChains running =
        algorithm(shard).start(action, shard.begin(), seed, purpose(), shard.firstChain(), batch);
    EnsembleBatch rows = new EnsembleBatch(lattice().shape(), batch);
    rows.resize(batch);
    try (EnsembleWriter writer =
        EnsembleWriter.create(shard.folder(), shard.info(), shard.index(), shard.count())) {
      thermalize(running::advance, shard.progress());
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
        shard.progress().add(batch);
      }
      return writer.finish();
    }
  }
}
