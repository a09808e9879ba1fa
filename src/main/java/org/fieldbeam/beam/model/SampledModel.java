package org.fieldbeam.beam.model;

import java.util.Optional;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.audit.FlowAudit;
import org.fieldbeam.core.diffusion.ReverseSampler;
import org.fieldbeam.core.diffusion.ReverseWay;
import org.fieldbeam.core.diffusion.TimeModel;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.score.LevelModel;
import org.fieldbeam.core.shape.CovarianceShape;
import org.fieldbeam.data.dataset.DatasetInfo;

/** A score model of either sort, with the sampler that suits it. */
public sealed interface SampledModel {

  /** What the fields consist of. */
  FieldLayout layout();

  /** The action of the clean ensemble; empty if unknown. */
  Optional<Action> action();

  /** What samplers need to know of it. */
  ModelFacts facts();

  /** The schedule of its noise; empty of a model of levels, whose ladder says it. */
  default Optional<NoiseSchedule> schedule() {
    return Optional.empty();
  }

  /** What its training found out about its flow; empty if nothing. */
  default Optional<FlowAudit> audit() {
    return Optional.empty();
  }

  /** The covariance of its noise at the variance 1. */
  default CovarianceShape covariance() {
    return CovarianceShape.isotropic();
  }

  /**
   * The sampler of some settings, for one thread.
   *
   * @throws IllegalArgumentException if the settings do not suit the model: says which and why
   */
  ReverseSampler sampler(Sampler settings);

  /**
   * The way from noise of the first configurations of an ensemble that was sampled from the model,
   * computed again.
   *
   * @param info what the ensemble says of itself
   * @param configurations how many
   * @param most how many times of the way are wanted, at most
   * @return empty where the sampler has none that can be computed in seconds
   */
  Optional<ReverseWay> way(DatasetInfo info, int configurations, int most);

  /** A model that knows the score at the levels of a ladder. */
  record OfLevels(LevelModel model) implements SampledModel {
    @Override
    public FieldLayout layout() {
      return model.layout();
    }

    @Override
    public Optional<Action> action() {
      return Optional.of(model.action());
    }

    @Override
    public ModelFacts facts() {
      return ModelFacts.Levels.of(model);
    }

    @Override
    public CovarianceShape covariance() {
      return model.shape();
    }

    @Override
    public Optional<FlowAudit> audit() {
      return FlowAudit.of(model.training().get(FlowAudit.NOTE));
    }

    @Override
    public ReverseSampler sampler(Sampler settings) {
      return settings.of(model);
    }

    @Override
    public Optional<ReverseWay> way(DatasetInfo info, int configurations, int most) {
      return ReverseWays.of(model, info, configurations, most);
    }
  }

  /** A model that knows the score at every time of a noise schedule. */
  record OfTime(TimeModel model) implements SampledModel {
    @Override
    public FieldLayout layout() {
      return model.layout();
    }

    @Override
    public Optional<Action> action() {
      return model.action();
    }

    @Override
    public Optional<NoiseSchedule> schedule() {
      return Optional.of(model.schedule());
    }

    @Override
    public ModelFacts facts() {
      return new ModelFacts.InTime(
          model.layout(), model.schedule(), model.score().firstTime(), model.knowsMeanSquare());
    }

    @Override
    public ReverseSampler sampler(Sampler settings) {
      return settings.of(model);
    }

    @Override
    public Optional<ReverseWay> way(DatasetInfo info, int configurations, int most) {
      return ReverseWays.of(model, info, configurations, most);
    }
  }
}
