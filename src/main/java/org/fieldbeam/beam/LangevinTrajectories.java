package org.fieldbeam.beam;

import java.util.Map;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.QuarticAction;
import org.fieldbeam.core.diffusion.LangevinScoreFit;
import org.fieldbeam.core.diffusion.LangevinScoreModel;
import org.fieldbeam.core.markov.Langevin;
import org.fieldbeam.data.DatasetActions;
import org.fieldbeam.data.DatasetFolder;
import org.fieldbeam.data.DatasetInfo;
import org.fieldbeam.data.DatasetKind;
import org.fieldbeam.data.EnsembleBatch;
import org.fieldbeam.data.EnsembleReader;
import org.fieldbeam.data.JsonObject;
import org.fieldbeam.data.UserException;

/**
 * Langevin trajectories of an ensemble, from which the score of p_tau is learned. Shards are read
 * in their order, so that the score has the same bits wherever it is learned.
 */
final class LangevinTrajectories {
  private LangevinTrajectories() {}

  /**
   * Learns the score.
   *
   * @throws UserException if the ensemble is not one of Langevin trajectories from a hot start,
   *     stored from the beginning, of this action
   */
  static LangevinScoreModel learn(String folder, Action action, ShardFunction.RowCount progress) {
    DatasetFolder ensemble = DatasetFolder.openLazily(folder, DatasetKind.ENSEMBLE);
    DatasetInfo info = ensemble.info();
    requireTrajectories(ensemble, action);
    double step =
        JsonObject.of(info.property(DatasetInfo.ALGORITHM), folder)
            .object("parameters")
            .number("step");
    try {
      LangevinScoreFit fit =
          new LangevinScoreFit(
              (QuarticAction) action, step, whole(info, "stride"), whole(info, "configurations"));
      double[] sums = new double[fit.size()];
      EnsembleBatch rows = new EnsembleBatch(info.shape(), DatasetStage.BATCH);
      for (int shard = 0; shard < ensemble.shardCount(); shard++) {
        try (EnsembleReader reader = EnsembleReader.open(ensemble, shard)) {
          for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
            fit.accumulate(rows.fields(), n, rows.chain(), rows.step(), sums);
            progress.add(0);
          }
        }
      }
      return fit.solve(sums);
    } catch (IllegalArgumentException e) {
      throw UserException.of("the score of the Langevin equation cannot be learned here")
          .where(folder)
          .given(e.getMessage())
          .todo("generate more trajectories, or store fewer times of them")
          .cause(e)
          .build();
    }
  }

  private static int whole(DatasetInfo info, String property) {
    return ((Long) info.property(property)).intValue();
  }

  private static void requireTrajectories(DatasetFolder ensemble, Action action) {
    DatasetInfo info = ensemble.info();
    Action theirs = DatasetActions.require(ensemble);
    boolean langevin =
        info.property(DatasetInfo.ALGORITHM) instanceof Map<?, ?> algorithm
            && Langevin.NAME.equals(algorithm.get("name"));
    boolean fromStart =
        "hot".equals(info.property("start"))
            && Long.valueOf(0).equals(info.property("thermalization"));
    boolean same =
        theirs.description().equals(action.description())
            && theirs.lattice().equals(action.lattice());
    if (!langevin || !fromStart || !same || !(action instanceof QuarticAction)) {
      throw UserException.of("the score of the Langevin equation cannot be learned here")
          .where(ensemble.path())
          .given(
              info.property(DatasetInfo.ALGORITHM)
                  + ", action "
                  + theirs
                  + ", start "
                  + info.property("start")
                  + ", thermalization "
                  + info.property("thermalization"))
          .allowed(
              "an ensemble of the algorithm langevin for "
                  + action
                  + ", with start: hot and thermalization: 0")
          .todo("generate such an ensemble and name it as score: {learned: NAME}")
          .build();
    }
  }
}
