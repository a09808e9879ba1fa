package org.fieldbeam.pipeline.kind;

import org.fieldbeam.beam.model.ExactModel;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.grammar.Value;

/** Turns values that fit {@link ScoreGrammar} into times and models. */
final class ScoreReader {
  private static final double EDM_RHO = 7;

  private ScoreReader() {}

  /** Times of a noise stage, up to the schedule's last. */
  static TimeLadder times(Value noise, NoiseSchedule schedule) {
    int times = noise.get("times").integer();
    Value ladder = noise.get("ladder");
    double last = schedule.lastTime();
    double end = schedule.variance(last) / Math.pow(schedule.alpha(last), 2);
    return switch (ladder.choice()) {
      case "uniform" -> schedule.uniformLadder(times);
      case "geometric" -> TimeLadder.geometric(times, ladder.body().get("first").real(), end);
      case "shiftedGeometric" ->
          TimeLadder.shiftedGeometric(times, ladder.body().get("a").real(), end);
      case "edm" -> TimeLadder.edm(times, ladder.body().get("sigmaMin").real(), end, EDM_RHO);
      default -> throw ladder.unread();
    };
  }

  /** The exact score of a sample stage. */
  static ExactModel exact(Value value) {
    Value body = value.body();
    return new ExactModel(PhysicsReader.action(body), NoiseSchedule.of(body.get("diffusion")));
  }
}
