package org.fieldbeam.pipeline;

import java.util.Locale;
import java.util.stream.Stream;
import org.fieldbeam.beam.ExactModel;
import org.fieldbeam.beam.Sampler;
import org.fieldbeam.beam.TimeSettings;
import org.fieldbeam.core.diffusion.ProbabilityFlow;
import org.fieldbeam.core.diffusion.ReverseSde;
import org.fieldbeam.core.diffusion.TimeModel.PriorKind;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.score.EffectiveActionSettings;
import org.fieldbeam.core.score.EffectiveActionSettings.Target;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.torch.Conditioning;
import org.fieldbeam.torch.Mlp;
import org.fieldbeam.torch.NetworkTraining;
import org.fieldbeam.torch.TrainingSettings;

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
      default -> throw StageReader.notInGrammar(ladder);
    };
  }

  static NetworkTraining network(Value value) {
    Value body = value.body();
    return new NetworkTraining(
        body.get("hidden").items().stream().map(Value::integer).toList(),
        word(Mlp.Activation.class, body.get("activation")),
        new TrainingSettings(
            word(TrainingSettings.Loss.class, body.get("loss")),
            word(TrainingSettings.Weight.class, body.get("weight")),
            word(Conditioning.Kind.class, body.get("conditioning")),
            body.get("epochs").integer(),
            body.get("batch").integer(),
            body.get("learningRate").real(),
            word(TrainingSettings.Decay.class, body.get("decay")),
            body.get("ema").real(),
            body.get("times").integer(),
            body.get("firstTime").real()));
  }

  private static <E extends Enum<E>> E word(Class<E> options, Value value) {
    return Enum.valueOf(options, value.choice().toUpperCase(Locale.ROOT));
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
      default -> throw StageReader.notInGrammar(value);
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
                default -> throw StageReader.notInGrammar(body.get("integrator"));
              },
              time(body));
      case "sde" ->
          Sampler.sde(
              body.get("lambda").real(),
              body.find("step").map(ScoreReader::step).orElse(null),
              body.find("siteNoise").map(Value::flag).orElse(null),
              time(body));
      default -> throw StageReader.notInGrammar(value);
    };
  }
}
