package org.fieldbeam.beam.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeam.beam.GenerateEnsemble;
import org.fieldbeam.beam.model.ScoreModels;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.diffusion.LangevinScoreModel;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.model.LangevinScores;
import org.fieldbeam.data.model.MatrixFile;
import org.fieldbeam.data.model.ModelFormat;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowWriter;
import org.fieldbeam.data.storage.Storage;

/** The shards of {@link GenerateEnsemble} for real fields. */
public final class GenerateRealStage extends GenerateStage {
  private static final long serialVersionUID = 1L;

  private final Action action;
  private final Algorithm algorithm;

  /** Folder of a model with a learned score, or empty. */
  public String scoreFolder = "";

  /** File with the matrix of a kernel, or empty. */
  public String matrixFile = "";

  public GenerateRealStage(Action action, Algorithm algorithm) {
    this.action = action;
    this.algorithm = algorithm;
  }

  @Override
  DatasetKind kind() {
    return DatasetKind.ENSEMBLE;
  }

  @Override
  public FieldLayout layout() {
    return action.layout();
  }

  @Override
  Map<String, Object> action() {
    return DatasetActions.property(action);
  }

  @Override
  Map<String, Object> algorithm() {
    Map<String, Object> parameters = new TreeMap<>(algorithm.parameters());
    if (!scoreFolder.isEmpty()) {
      parameters.put("score", "learned");
    }
    return property(algorithm.name(), parameters);
  }

  @Override
  DatasetInfo describe(DatasetInfo info) {
    return algorithm.hasProposals()
        ? info.with(DatasetInfo.SCALARS, List.of(DatasetInfo.ACCEPTANCE))
        : info;
  }

  public Algorithm chosen() {
    return algorithm;
  }

  @Override
  List<String> parents(String input) {
    List<String> parents = new ArrayList<>(super.parents(input));
    if (!scoreFolder.isEmpty()) {
      requireSuitable(LangevinScores.read(scoreFolder), scoreFolder);
      parents.add(ModelFormat.of(scoreFolder).hash(scoreFolder));
    }
    if (!matrixFile.isEmpty()) {
      parents.add(Storage.sha256(matrixFile));
    }
    return parents;
  }

  /** A score is one of the action, and known at all times of the trajectories. */
  private void requireSuitable(LangevinScoreModel score, String folder) {
    double updates = thermalization + (double) configurations * stride;
    try {
      algorithm
          .takesScore()
          .orElseThrow()
          .requireScore(action, updates, score.action(), score.lastTime());
    } catch (IllegalArgumentException e) {
      throw UserException.of(e.getMessage())
          .where(ScoreModels.path(folder))
          .todo("learn the score from longer trajectories of this action, or stop earlier")
          .cause(e)
          .build();
    }
  }

  /** The algorithm with what it reads from files. */
  private Algorithm withFiles() {
    if (!scoreFolder.isEmpty()) {
      return algorithm.takesScore().orElseThrow().withScore(LangevinScores.read(scoreFolder));
    }
    return matrixFile.isEmpty()
        ? algorithm
        : algorithm
            .takesMatrix()
            .orElseThrow()
            .withMatrix(MatrixFile.symmetric(matrixFile, layout().size()));
  }

  @Override
  ShardEntry write(Shard shard) {
    int batch = shard.batch();
    MarkovChains running =
        withFiles().start(action, shard.begin(), seed, purpose(), shard.firstChain(), batch);
    EnsembleBatch rows = new EnsembleBatch(layout().shape(), batch);
    rows.resize(batch);
    try (RowWriter<EnsembleBatch> writer =
        EnsembleBatch.ROWS.create(shard.folder(), shard.info(), shard.index(), shard.count())) {
      thermalize(running::advance, shard.progress());
      for (int n = 0; n < configurations; n++) {
        running.advance(stride);
        System.arraycopy(running.fields(), 0, rows.fields(), 0, running.fields().length);
        running.action(rows.action());
        for (int b = 0; b < batch; b++) {
          rows.chain()[b] = running.firstChain() + b;
          rows.step()[b] = running.step();
          rows.accepted()[b] =
              (byte) (!running.decidesGlobally() ? -1 : running.accepted(b) ? 1 : 0);
          rows.deltaH()[b] = running.deltaH(b);
          rows.acceptance()[b] = running.acceptance(b);
        }
        writer.write(rows);
        shard.progress().add(batch);
      }
      return writer.finish();
    }
  }
}
