package org.fieldbeam.pipeline;

import java.util.Locale;
import org.fieldbeam.beam.ExactModel;
import org.fieldbeam.beam.Sampler;
import org.fieldbeam.beam.TimeSettings;
import org.fieldbeam.core.diffusion.ProbabilityFlow;
import org.fieldbeam.core.diffusion.ReverseSde;
import org.fieldbeam.core.diffusion.TimeModel.PriorKind;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.grammar.Value;

/** Turns values that fit {@link ScoreGrammar} into schedules, models and samplers. */
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
      default -> throw PipelineGrammar.notInGrammar(ladder);
    };
  }

  /** The exact score of a sample stage. */
  static ExactModel exact(Value value) {
    Value body = value.body();
    return new ExactModel(PhysicsReader.action(body), NoiseSchedule.of(body.get("diffusion")));
  }

  private static TimeSettings time(Value body) {
    return new TimeSettings(
        body.find("steps").map(Value::integer).orElse(null),
        body.find("end").map(Value::real).orElse(null),
        body.find("prior")
            .map(prior -> PriorKind.valueOf(prior.choice().toUpperCase(Locale.ROOT)))
            .orElse(null),
        body.find("startKey").map(Value::text).orElse(null));
  }

  private static ReverseSde.Step step(Value value) {
    return switch (value.choice()) {
      case "geometricMean" -> ReverseSde.Step.GEOMETRIC_MEAN;
      case "ancestral" -> ReverseSde.Step.ANCESTRAL;
      case "eulerMaruyama" -> ReverseSde.Step.EULER_MARUYAMA;
      case "perMode" -> ReverseSde.Step.PER_MODE;
      default -> throw PipelineGrammar.notInGrammar(value);
    };
  }

  static Sampler sampler(Value value) {
    Value body = value.body();
    return switch (value.choice()) {
      case "flow" ->
          Sampler.flow(
              switch (body.get("integrator").choice()) {
                case "rk4" -> ProbabilityFlow.Integrator.RK4;
                case "heun" -> ProbabilityFlow.Integrator.HEUN;
                case "euler" -> ProbabilityFlow.Integrator.EULER;
                default -> throw PipelineGrammar.notInGrammar(body.get("integrator"));
              },
              time(body));
      case "sde" ->
          Sampler.sde(
              body.get("lambda").real(),
              body.find("step").map(ScoreReader::step).orElse(null),
              body.find("siteNoise").map(Value::flag).orElse(null),
              time(body));
      default -> throw PipelineGrammar.notInGrammar(value);
    };
  }
}
