package org.fieldbeam.pipeline.stage;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.fieldbeam.beam.stage.UpdateColumns;
import org.fieldbeam.core.diffusion.LangevinScoreModel;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.data.check.DatasetChecks;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.model.LangevinScores;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.storage.JsonObject;

/** What stages have in common when they foresee their outputs, see {@link Foreseen}. */
public final class Foresight {
  /** Stands for an input hash, of an output that is not there yet. */
  public static final String NO_HASH = "f".repeat(64);

  private Foresight() {}

  /** Number of parts of so many each. */
  public static OptionalLong parts(long all, long each) {
    return OptionalLong.of((all + each - 1) / each);
  }

  /** A dataset of another kind with as many configurations, and noise of a schedule. */
  public static Foreseen dataset(
      StageSpec stage, DatasetKind kind, Foreseen.Dataset from, NoiseSchedule diffusion) {
    DatasetInfo info =
        like(stage, kind, from.info())
            .with(
                DatasetInfo.DIFFUSION,
                Map.of("name", diffusion.name(), "parameters", diffusion.parameters()));
    return new Foreseen.Dataset(
        info, from.rows(), OptionalLong.empty(), false, false, false, Set.of());
  }

  /** A dataset of another kind on the lattice, and of the action, of the one that it is made of. */
  public static DatasetInfo like(StageSpec stage, DatasetKind kind, DatasetInfo parent) {
    DatasetInfo info = DatasetInfo.of(kind, stage.into(), stage.kind(), NO_HASH, parent.layout());
    Object action = parent.property(DatasetInfo.ACTION);
    return action == null ? info : info.with(DatasetInfo.ACTION, action);
  }

  /** The diffusion that a dataset is meant for, if it says so. */
  public static Optional<NoiseSchedule> schedule(DatasetInfo info) {
    if (info.property(DatasetInfo.DIFFUSION) == null) {
      return Optional.empty();
    }
    JsonObject json = JsonObject.of(info.property(DatasetInfo.DIFFUSION), "dataset " + info.id());
    Map<String, Double> parameters = new TreeMap<>();
    JsonObject values = json.object("parameters");
    values.keys().forEach(key -> parameters.put(key, values.number(key)));
    return Optional.of(NoiseSchedule.of(json.string("name"), parameters));
  }

  /** A dataset outside the pipeline. */
  static Foreseen of(DatasetFolder dataset) {
    boolean real = dataset.info().kind() == DatasetKind.ENSEMBLE;
    boolean proposals = false;
    boolean energies = false;
    boolean acceptance = false;
    if (real && dataset.shardCount() > 0) {
      UpdateColumns updates = UpdateColumns.of(dataset);
      energies = updates.hasEnergies();
      acceptance = updates.hasAcceptance();
      // all configurations bear them, or none
      EnsembleBatch first = new EnsembleBatch(dataset.info().rowShape(), 1);
      try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.openScalars(dataset, 0)) {
        proposals = reader.read(first) > 0 && !Double.isNaN(first.logWeight()[0]);
      }
    }
    return new Foreseen.Dataset(
        dataset.info(),
        dataset.manifest().rows(),
        OptionalLong.of(dataset.shardCount()),
        proposals,
        energies,
        acceptance,
        DatasetChecks.of(dataset.manifest()).stream()
            .map(brought -> brought.check().name())
            .collect(Collectors.toSet()));
  }

  /**
   * A model outside the pipeline.
   *
   * @throws org.fieldbeam.data.UserException if it cannot be read
   */
  public static Foreseen ofModel(String folder) {
    if (ModelFile.isLangevinScore(folder)) {
      LangevinScoreModel score = LangevinScores.read(folder);
      return new Foreseen.LangevinScore(score.action(), score.lastTime());
    }
    return new Foreseen.Model(
        ModelFile.layout(folder), ModelFile.action(folder), ModelFile.facts(folder));
  }
}
