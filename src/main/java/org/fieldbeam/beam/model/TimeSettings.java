package org.fieldbeam.beam.model;

import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fieldbeam.core.diffusion.TimeGrid;
import org.fieldbeam.core.diffusion.TimeModel;
import org.fieldbeam.core.diffusion.TimeModel.PriorKind;
import org.fieldbeam.core.schedule.NoiseSchedule;

/**
 * Settings of a sampler that make sense for models at continuous time only; null for those left
 * out.
 *
 * @param steps number of equal steps of time; 1000 if left out
 * @param end the last time; if left out 0.01, or the first time that the model knows if that is
 *     later
 * @param prior what x_T is drawn from; if left out {@link PriorKind#MATCHED}, or {@link
 *     PriorKind#NOISE} for a model that does not say {@code <phi^2>}, as imported ones do not, or
 *     {@link PriorKind#UNIFORM} for angles
 * @param startKey name of the random numbers of x_T, for several samplers to start alike; the
 *     dataset's own if left out
 */
public record TimeSettings(Integer steps, Double end, PriorKind prior, String startKey)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int DEFAULT_STEPS = 1000;

  private static final double DEFAULT_END = 0.01;

  /** All left out. */
  public static final TimeSettings DEFAULTS = new TimeSettings(null, null, null, null);

  /** Those that were given, by name. */
  Map<String, Object> given() {
    Map<String, Object> map = new TreeMap<>();
    map.put("steps", steps);
    map.put("end", end);
    map.put("prior", prior);
    map.put("startKey", startKey);
    map.values().removeIf(Objects::isNull);
    return map;
  }

  TimeGrid grid(NoiseSchedule schedule, double first) {
    double last = end == null ? Math.max(DEFAULT_END, first) : end;
    if (last < first) {
      throw new IllegalArgumentException(
          "end is "
              + last
              + ", and the model knows its score from the time "
              + first
              + " on; leave end out, or give "
              + first
              + " or more");
    }
    return new TimeGrid(schedule, steps == null ? DEFAULT_STEPS : steps, last);
  }

  TimeGrid grid(TimeModel model) {
    return grid(model.schedule(), model.score().firstTime());
  }

  PriorKind priorKind(TimeModel model) {
    return prior == null ? PriorKind.best(model.layout(), model.knowsMeanSquare()) : prior;
  }

  /**
   * Refuses settings that do not suit a model, before the model is there.
   *
   * @param paths parts of the paths to write; 0 to write their ends
   */
  void requireSuited(ModelFacts.InTime model, int paths) {
    TimeGrid grid = grid(model.schedule(), model.firstTime());
    if (prior != null) {
      prior.requireSuited(model.layout(), model.knowsMeanSquare());
    }
    requireParts(paths, grid.steps());
  }

  static void requireParts(int paths, int steps) {
    if (paths > steps) {
      throw new IllegalArgumentException(
          "paths is " + paths + "; a path of " + steps + " steps has no more parts");
    }
  }

  /** Refuses these settings for a model that knows the score at levels only. */
  public void refuseForLevels() {
    refuse(given().keySet().stream(), "at the levels of a ladder", "at continuous time");
  }

  static void refuse(Stream<String> given, String model, String other) {
    given
        .findFirst()
        .ifPresent(
            key -> {
              throw new IllegalArgumentException(
                  "the model knows its score "
                      + model
                      + ", and '"
                      + key
                      + "' is a setting for models "
                      + other
                      + "; leave it out");
            });
  }
}
