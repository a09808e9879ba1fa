package org.fieldbeam.pipeline;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.fieldbeam.beam.ModelFacts;
import org.fieldbeam.beam.StageOutput;
import org.fieldbeam.beam.TrainLangevinScore;
import org.fieldbeam.beam.UpdateColumns;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.diffusion.LangevinScoreModel;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.score.EffectiveActionSettings;
import org.fieldbeam.data.DatasetActions;
import org.fieldbeam.data.DatasetFolder;
import org.fieldbeam.data.DatasetInfo;
import org.fieldbeam.data.DatasetKind;
import org.fieldbeam.data.EnsembleBatch;
import org.fieldbeam.data.EnsembleReader;
import org.fieldbeam.data.LangevinScores;

/** Foresees the outputs of stages, see {@link Foreseen}. */
final class Foresight {
  private static final String NO_HASH = "f".repeat(64);

  private Foresight() {}

  /**
   * What a stage will write, against which {@link StageNeeds} has no objection.
   *
   * @param input its first input, if that is foreseen
   * @return nothing if it cannot be told: of measurements and reports, and of what is made of
   *     something unknown or unfit
   */
  static Optional<Foreseen> of(StageSpec stage, Optional<Foreseen> input) {
    if (stage instanceof StageSpec.Generate generate) {
      DatasetInfo info =
          StageTransforms.generate(
                  generate, generate.inputs().stream().map(Reference::text).toList(), 0)
              .into(StageOutput.to(stage.into()))
              .info();
      return Optional.of(
          new Foreseen.Dataset(
              info,
              (long) generate.chains() * generate.configurations(),
              parts(generate.chains(), generate.chainsPerShard()),
              false,
              generate.dynamics() instanceof Dynamics.RealChains real
                  && real.algorithm().reportsEnergies(),
              info.scalars().contains(DatasetInfo.ACCEPTANCE)));
    }
    if (stage instanceof StageSpec.Sample sample && sample.exact().isPresent()) {
      Action action = sample.exact().get().action();
      NoiseSchedule schedule = sample.exact().get().schedule();
      return samples(
          sample,
          new Foreseen.Model(
              action.lattice(), Optional.of(action), new ModelFacts.InTime(schedule, 0, true)));
    }
    if (stage instanceof StageSpec.Sample sample
        && input.isPresent()
        && input.get() instanceof Foreseen.Model model) {
      return samples(sample, model);
    }
    return input.isPresent() && input.get() instanceof Foreseen.Dataset dataset && dataset.isReal()
        ? made(stage, dataset)
        : Optional.empty();
  }

  private static OptionalLong parts(long all, long each) {
    return OptionalLong.of((all + each - 1) / each);
  }

  private static Optional<Foreseen> samples(StageSpec.Sample stage, Foreseen.Model model) {
    DatasetInfo info =
        DatasetInfo.of(
            stage.paths().isPresent() ? DatasetKind.NOISED : DatasetKind.ENSEMBLE,
            stage.into(),
            "sample",
            NO_HASH,
            model.lattice().shape());
    return Optional.of(
        new Foreseen.Dataset(
            model.action().isEmpty()
                ? info
                : info.with(DatasetInfo.ACTION, DatasetActions.property(model.action().get())),
            stage.configurations(),
            parts(stage.configurations(), stage.configurationsPerShard()),
            true,
            false,
            false));
  }

  /** What is made of a dataset. */
  private static Optional<Foreseen> made(StageSpec stage, Foreseen.Dataset from) {
    DatasetInfo info = from.info();
    if (stage instanceof StageSpec.Noise noise) {
      return dataset(stage, DatasetKind.NOISED, from, noise.diffusion());
    } else if (stage instanceof StageSpec.Prepare prepare) {
      return dataset(stage, DatasetKind.TRAINING, from, prepare.diffusion());
    } else if (stage instanceof StageSpec.Correct correct) {
      DatasetInfo corrected = like(stage, DatasetKind.ENSEMBLE, info);
      boolean weights = correct.method() == StageSpec.CorrectionMethod.WEIGHTS;
      return Optional.of(
          new Foreseen.Dataset(
              weights ? corrected.with(DatasetInfo.WEIGHTED, true) : corrected,
              from.rows(),
              from.shards(),
              false,
              false,
              !weights));
    }
    Lattice lattice = info.lattice();
    Optional<Action> action = DatasetActions.find(info);
    if (stage instanceof StageSpec.Train train) {
      EffectiveActionSettings.Ladder ladder = train.model().ladder();
      return Optional.of(
          new Foreseen.Model(
              lattice,
              train.model().actionFitted() ? Optional.empty() : action,
              new ModelFacts.Levels(
                  ladder.levels(),
                  ladder.isSmooth(),
                  Double.isNaN(ladder.end())
                      ? OptionalDouble.empty()
                      : OptionalDouble.of(ladder.end()))));
    } else if (stage instanceof StageSpec.TrainNetwork train) {
      return StageNeeds.schedule(info)
          .map(
              schedule ->
                  new Foreseen.Model(
                      lattice,
                      action,
                      new ModelFacts.InTime(
                          schedule, train.training().settings().firstTime(), true)));
    } else if (stage instanceof StageSpec.TrainLangevin) {
      TrainLangevinScore.requireTrajectories(info);
      return Optional.of(
          new Foreseen.LangevinScore(action.orElseThrow(), TrainLangevinScore.lastTime(info)));
    }
    return Optional.empty();
  }

  private static Optional<Foreseen> dataset(
      StageSpec stage, DatasetKind kind, Foreseen.Dataset from, NoiseSchedule diffusion) {
    DatasetInfo info =
        like(stage, kind, from.info())
            .with(
                DatasetInfo.DIFFUSION,
                Map.of("name", diffusion.name(), "parameters", diffusion.parameters()));
    return Optional.of(
        new Foreseen.Dataset(info, from.rows(), OptionalLong.empty(), false, false, false));
  }

  /** A dataset of another kind on the lattice, and of the action, of the one that it is made of. */
  private static DatasetInfo like(StageSpec stage, DatasetKind kind, DatasetInfo parent) {
    DatasetInfo info = DatasetInfo.of(kind, stage.into(), stage.kind(), NO_HASH, parent.shape());
    Object action = parent.property(DatasetInfo.ACTION);
    return action == null ? info : info.with(DatasetInfo.ACTION, action);
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
      EnsembleBatch first = new EnsembleBatch(dataset.info().shape(), 1);
      try (EnsembleReader reader = EnsembleReader.openScalars(dataset, 0)) {
        proposals = reader.read(first) > 0 && !Double.isNaN(first.logWeight()[0]);
      }
    }
    return new Foreseen.Dataset(
        dataset.info(),
        dataset.manifest().rows(),
        OptionalLong.of(dataset.shardCount()),
        proposals,
        energies,
        acceptance);
  }

  /**
   * A model outside the pipeline.
   *
   * @throws org.fieldbeam.data.UserException if it cannot be read
   */
  static Foreseen ofModel(String folder) {
    if (ModelFile.isLangevinScore(folder)) {
      LangevinScoreModel score = LangevinScores.read(folder);
      return new Foreseen.LangevinScore(score.action(), score.lastTime());
    }
    return new Foreseen.Model(
        ModelFile.lattice(folder), ModelFile.action(folder), ModelFile.facts(folder));
  }
}
