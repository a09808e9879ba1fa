package org.fieldbeam.report.figure.value;

import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.HoppingForm;
import org.fieldbeam.core.exact.EulerMaruyamaLaw;
import org.fieldbeam.core.exact.SiteLaw;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.markov.langevin.Langevin;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetAlgorithms;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.EnsembleWeights;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.storage.JsonObject;

/**
 * An ensemble of Langevin trajectories of one site, which a figure holds against the exact law of
 * its scheme.
 *
 * @param dataset the ensemble
 * @param action the action
 * @param step the step of the scheme
 */
public record LangevinRun(DatasetFolder dataset, Action action, double step) {

  /** Told the rows of an ensemble in their order. */
  public interface Row {
    /** A configuration of one site. */
    void accept(long chain, long step, double x);
  }

  /**
   * Opens an ensemble.
   *
   * @throws UserException if it is not one of the algorithm langevin on one site with a hot start
   */
  public static LangevinRun of(DatasetFolder dataset) {
    EnsembleWeights.requireNone(dataset, "an average over Langevin trajectories");
    DatasetInfo info = dataset.info();
    require(info);
    double step =
        JsonObject.of(info.property(DatasetInfo.ALGORITHM), info.id())
            .object("parameters")
            .number("step");
    return new LangevinRun(dataset, DatasetActions.require(dataset), step);
  }

  /**
   * Refuses any other ensemble, by what it says or will say of itself.
   *
   * @throws UserException if it is not one
   */
  public static void require(DatasetInfo info) {
    boolean fits =
        info.volume() == 1
            && DatasetAlgorithms.name(info).filter(Langevin.NAME::equals).isPresent()
            && Start.HOT.equals(info.property("start"));
    boolean sites =
        DatasetActions.find(info).filter(s -> HoppingForm.quarticSites(s).isPresent()).isPresent();
    if (!fits || !sites) {
      throw UserException.of("the exact law of the scheme is not known for this ensemble")
          .where("dataset " + info.id())
          .given(info.property(DatasetInfo.ALGORITHM) + ", start " + info.property("start"))
          .allowed("one site, algorithm langevin, start: hot")
          .todo("take the ensemble out of this figure")
          .build();
    }
  }

  /** A whole number that the generate stage left in the dataset. */
  public long property(String name) {
    return dataset.info().integer(name);
  }

  /** Number of updates from the start to the last configuration. */
  public long updates() {
    return property("thermalization") + property("configurations") * property("stride");
  }

  /** The law of the scheme at the last configuration. */
  public EulerMaruyamaLaw scheme() {
    EulerMaruyamaLaw law =
        EulerMaruyamaLaw.of(SiteLaw.of(action), step, EulerMaruyamaLaw.hotStart());
    law.advance(updates());
    return law;
  }

  public void forEach(Row row) {
    EnsembleBatch rows = new EnsembleBatch(dataset.info().shape(), 4096);
    for (int shard = 0; shard < dataset.shardCount(); shard++) {
      try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(dataset, shard)) {
        for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
          for (int b = 0; b < n; b++) {
            row.accept(rows.chain()[b], rows.step()[b], rows.fields()[b]);
          }
        }
      }
    }
  }
}
