package org.fieldbeam.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fieldbeam.core.diffusion.ProbabilityFlow;
import org.fieldbeam.core.diffusion.TimeFlow;
import org.fieldbeam.core.diffusion.TimeGrid;
import org.fieldbeam.core.diffusion.TimeModel;
import org.fieldbeam.core.diffusion.TimeSampler;
import org.fieldbeam.core.diffusion.TimeSde;
import org.fieldbeam.core.score.NoisePrior;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.storage.JsonObject;

/** The way of a few configurations through the reverse process of a network in time. */
final class TimeFilm {
  /** Values that the network may be asked for: seconds. */
  private static final long MOST_VALUES = 1L << 22;

  /** The network is asked for few configurations here, and works in single precision. */
  private static final double ROUNDING = 2e-3;

  private TimeFilm() {}

  /**
   * Computes the way again.
   *
   * @param info what the sampled ensemble says of itself
   * @param model the network
   * @param seed the seed of the ensemble
   * @return empty where it takes too long
   */
  static Optional<FilmReader.Way> way(DatasetInfo info, TimeModel model, long seed) {
    JsonObject algorithm =
        JsonObject.of(info.property(DatasetInfo.ALGORITHM), "dataset " + info.id());
    JsonObject parameters = algorithm.object("parameters");
    int steps = parameters.int32("steps");
    TimeGrid grid = new TimeGrid(model.schedule(), steps, parameters.number("end"));
    NoisePrior prior = NoisePrior.of(model.layout(), parameters.tree());
    String start = parameters.has("startKey") ? parameters.string("startKey") : null;
    TimeSampler sampler;
    long evaluations;
    if (algorithm.string("name").equals("sde")) {
      double lambda = parameters.number("lambda");
      sampler = new TimeSde(model.score(), prior, null, grid, lambda, start);
      evaluations = steps;
    } else {
      Optional<ProbabilityFlow.Integrator> how =
          FilmReader.integrator(parameters.string("integrator"));
      if (how.isEmpty()) {
        return Optional.empty();
      }
      sampler = new TimeFlow(model.score(), prior, null, grid, how.get(), start);
      evaluations = 4L * steps;
    }
    return evaluations * model.layout().size() > MOST_VALUES
        ? Optional.empty()
        : Optional.of(walk(sampler, FilmReader.purpose(info), seed));
  }

  private static FilmReader.Way walk(TimeSampler sampler, String purpose, long seed) {
    int parts = Math.min(FilmReader.FRAMES - 1, sampler.grid().steps());
    List<double[]> fields = new ArrayList<>();
    double[] tau = new double[parts + 1];
    sampler.paths(
        seed,
        purpose,
        0,
        FilmReader.CONFIGURATIONS,
        new double[sampler.layout().size() * FilmReader.CONFIGURATIONS],
        null,
        null,
        parts,
        (step, time, phi) -> {
          tau[fields.size()] = sampler.grid().schedule().tau(time);
          fields.add(phi.clone());
        });
    return new FilmReader.Way(tau, fields, ROUNDING);
  }
}
