package org.fieldbeam.pipeline;

import java.util.stream.Stream;
import org.fieldbeam.beam.Sampler;
import org.fieldbeam.core.diffusion.CosineSchedule;
import org.fieldbeam.core.diffusion.NoiseSchedule;
import org.fieldbeam.core.diffusion.ProbabilityFlow;
import org.fieldbeam.core.diffusion.ReverseSde;
import org.fieldbeam.core.diffusion.VarianceExploding;
import org.fieldbeam.core.diffusion.VariancePreserving;
import org.fieldbeam.core.score.EffectiveActionSettings;
import org.fieldbeam.core.score.EffectiveActionSettings.Target;
import org.fieldbeam.core.score.TimeLadder;
import org.fieldbeam.pipeline.grammar.Value;

/** Turns values that fit {@link ScoreGrammar} into schedules, models and samplers. */
final class ScoreReader {
  private static final double EDM_RHO = 7;

  private ScoreReader() {}

  static NoiseSchedule diffusion(Value value) {
    return switch (value.choice()) {
      case "ve" -> new VarianceExploding(value.body().get("sigma").real());
      case "vp" -> new VariancePreserving(value.body().get("beta").real());
      case "cosine" -> new CosineSchedule();
      default -> throw StageReader.notInGrammar(value);
    };
  }

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
      default -> throw StageReader.notInGrammar(ladder);
    };
  }

  static EffectiveActionSettings model(Value value) {
    Value body = value.body();
    Value ladder = body.get("ladder");
    Value top = ladder.body().get("T");
    double shift =
        Stream.of("a", "first", "sigmaMin")
            .flatMap(name -> ladder.body().find(name).stream())
            .mapToDouble(Value::real)
            .findFirst()
            .orElse(0);
    return new EffectiveActionSettings(
        new EffectiveActionSettings.Ladder(
            ladder.choice(),
            body.get("levels").integer(),
            shift,
            top.isText() ? Double.NaN : top.real()),
        body.get("operators").items().stream().map(Value::text).toList(),
        body.get("target").choice().equals("mixed") ? Target.MIXED : Target.DSM,
        body.get("action").choice().equals("fitted"),
        body.get("ridge").real());
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
                default -> throw StageReader.notInGrammar(body.get("integrator"));
              });
      case "sde" ->
          Sampler.sde(
              body.get("lambda").real(),
              switch (body.get("step").choice()) {
                case "geometricMean" -> ReverseSde.Step.GEOMETRIC_MEAN;
                case "ancestral" -> ReverseSde.Step.ANCESTRAL;
                case "eulerMaruyama" -> ReverseSde.Step.EULER_MARUYAMA;
                case "perMode" -> ReverseSde.Step.PER_MODE;
                default -> throw StageReader.notInGrammar(body.get("step"));
              },
              body.get("siteNoise").flag());
      default -> throw StageReader.notInGrammar(value);
    };
  }
}
