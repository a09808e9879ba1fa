package org.fieldbeam.beam.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fieldbeam.core.diffusion.ProbabilityFlow;
import org.fieldbeam.core.diffusion.ReverseSde;
import org.fieldbeam.core.diffusion.ReverseWay;
import org.fieldbeam.core.diffusion.TimeFlow;
import org.fieldbeam.core.diffusion.TimeGrid;
import org.fieldbeam.core.diffusion.TimeModel;
import org.fieldbeam.core.diffusion.TimeSampler;
import org.fieldbeam.core.diffusion.TimeSde;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.FlowSteps;
import org.fieldbeam.core.score.LevelModel;
import org.fieldbeam.core.score.NoisePrior;
import org.fieldbeam.data.dataset.DatasetAlgorithms;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.storage.JsonObject;

/**
 * Ways from noise to the first configurations of a sampled ensemble. Nobody stored them: they are
 * computed again from the model, the settings in the footer, and the seed.
 */
final class ReverseWays {
  /** Values that a network may be asked for: seconds. */
  private static final long MOST_VALUES = 1L << 22;

  private static final double DOUBLE_ROUNDING = 1e-9;

  /** A network is asked for few configurations here, and works in single precision. */
  private static final double SINGLE_ROUNDING = 2e-3;

  private ReverseWays() {}

  /** The way of a flow of a model of levels; empty of other samplers. */
  static Optional<ReverseWay> of(LevelModel model, DatasetInfo info, int configurations, int most) {
    Optional<FlowIntegrator> integrator = integrator(info);
    // Datasets of before flows had an integrating factor do not say their number of evaluations.
    if (integrator.isEmpty()
        || !(DatasetAlgorithms.parameters(info).get("evaluations") instanceof Number evaluations)) {
      return Optional.empty();
    }
    FlowSteps steps = new FlowSteps(integrator.get(), evaluations.intValue());
    ProbabilityFlow flow = new ProbabilityFlow(model.score(), model.prior(), model.action(), steps);
    List<double[]> fields = flow.trajectory(seed(info), purpose(info), 0, configurations);
    int[] stops = flow.stops();
    int frames = Math.min(most, stops.length);
    int[] shown = new int[frames];
    double[] tau = new double[frames];
    for (int frame = 0; frame < frames; frame++) {
      shown[frame] = (int) Math.round((double) frame * (stops.length - 1) / (frames - 1));
      tau[frame] = model.ladder().tau(stops[shown[frame]]);
    }
    return Optional.of(
        new ReverseWay(tau, Arrays.stream(shown).mapToObj(fields::get).toList(), DOUBLE_ROUNDING));
  }

  /** The way of a flow or a reverse SDE of a model in time; empty if it takes too long. */
  static Optional<ReverseWay> of(TimeModel model, DatasetInfo info, int configurations, int most) {
    JsonObject algorithm =
        JsonObject.of(info.property(DatasetInfo.ALGORITHM), "dataset " + info.id());
    JsonObject parameters = algorithm.object("parameters");
    int steps = parameters.int32("steps");
    TimeGrid grid = new TimeGrid(model.schedule(), steps, parameters.number("end"));
    NoisePrior prior = NoisePrior.of(model.layout(), parameters.tree());
    String start = parameters.has("startKey") ? parameters.string("startKey") : null;
    Optional<FlowIntegrator> integrator = integrator(info);
    TimeSampler sampler;
    long evaluations;
    if (integrator.isPresent()) {
      sampler = new TimeFlow(model.score(), prior, null, grid, integrator.get(), start);
      evaluations = 4L * steps;
    } else if (algorithm.string("name").equals(ReverseSde.NAME)) {
      sampler = new TimeSde(model.score(), prior, null, grid, parameters.number("lambda"), start);
      evaluations = steps;
    } else {
      return Optional.empty();
    }
    return evaluations * model.layout().size() > MOST_VALUES
        ? Optional.empty()
        : Optional.of(walk(sampler, info, configurations, most));
  }

  private static ReverseWay walk(
      TimeSampler sampler, DatasetInfo info, int configurations, int most) {
    int parts = Math.min(most - 1, sampler.grid().steps());
    List<double[]> fields = new ArrayList<>();
    double[] tau = new double[parts + 1];
    sampler.paths(
        seed(info),
        purpose(info),
        0,
        configurations,
        new double[sampler.layout().size() * configurations],
        null,
        null,
        parts,
        (step, time, phi) -> {
          tau[fields.size()] = sampler.grid().schedule().tau(time);
          fields.add(phi.clone());
        });
    return new ReverseWay(tau, fields, SINGLE_ROUNDING);
  }

  private static long seed(DatasetInfo info) {
    return ((Number) info.property(DatasetInfo.SEED)).longValue();
  }

  /** What the random numbers of a sample stage are for. */
  private static String purpose(DatasetInfo info) {
    return info.stage() + "/" + info.id();
  }

  private static Optional<FlowIntegrator> integrator(DatasetInfo info) {
    return DatasetAlgorithms.name(info).filter(ProbabilityFlow.NAME::equals).isPresent()
            && DatasetAlgorithms.parameters(info).get("integrator") instanceof String name
        ? Arrays.stream(FlowIntegrator.values())
            .filter(known -> known.name().equals(name.toUpperCase(Locale.ROOT)))
            .findFirst()
        : Optional.empty();
  }
}
