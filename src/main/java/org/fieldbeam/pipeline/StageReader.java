package org.fieldbeam.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fieldbeam.beam.Sampler;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Actions;
import org.fieldbeam.core.diffusion.CosineSchedule;
import org.fieldbeam.core.diffusion.NoiseSchedule;
import org.fieldbeam.core.diffusion.ProbabilityFlow;
import org.fieldbeam.core.diffusion.ReverseSde;
import org.fieldbeam.core.diffusion.VarianceExploding;
import org.fieldbeam.core.diffusion.VariancePreserving;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.FourierHmc;
import org.fieldbeam.core.markov.Hmc;
import org.fieldbeam.core.markov.Integrator;
import org.fieldbeam.core.markov.Langevin;
import org.fieldbeam.core.markov.MetropolisWolff;
import org.fieldbeam.core.score.EffectiveActionSettings;
import org.fieldbeam.core.score.EffectiveActionSettings.Target;
import org.fieldbeam.core.score.TimeLadder;
import org.fieldbeam.pipeline.StageSpec.CorrectionMethod;
import org.fieldbeam.pipeline.StageSpec.Head;
import org.fieldbeam.pipeline.StageSpec.NoiseMode;
import org.fieldbeam.pipeline.grammar.Value;
import org.fieldbeam.pipeline.grammar.YamlReader;

/** Turns values that fit {@link PipelineGrammar} into stage specs. */
final class StageReader {
  /** Largest lattice: a batch of 64 must fit one Java array. */
  private static final long MAX_VOLUME = 1L << 24;

  private static final double EDM_RHO = 7;

  private static final List<String> ACTION_PARAMETERS =
      List.of("kappa", "lambda", "m2", "lambda0", "a", "b", "mu2", "g");

  private StageReader() {}

  /**
   * The spec of a stage; values that only the physics refuses (such as a coupling for which exp(-S)
   * cannot be normalised) are reported to {@code errors}.
   */
  static Optional<StageSpec> stage(Value stage, YamlReader errors) {
    try {
      return Optional.of(stage(stage));
    } catch (IllegalArgumentException e) {
      errors.report(stage.at(), stage.choice() + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private static StageSpec stage(Value stage) {
    Value body = stage.body();
    Head head = new Head(stage.choice(), body.get("into").text(), stage.at(), stage.canonical());
    return switch (stage.choice()) {
      case "generate" ->
          new StageSpec.Generate(
              head,
              action(body),
              algorithm(body.get("algorithm")),
              start(body.get("start")),
              body.get("chains").integer(),
              body.get("thermalization").integer(),
              body.get("configurations").integer(),
              body.get("stride").integer(),
              body.get("chainsPerShard").integer());
      case "noise" ->
          new StageSpec.Noise(
              head,
              reference(body.get("from")),
              diffusion(body.get("diffusion")),
              times(body, diffusion(body.get("diffusion"))),
              body.get("mode").choice().equals("marginals")
                  ? NoiseMode.MARGINALS
                  : NoiseMode.TRAJECTORIES);
      case "prepare" ->
          new StageSpec.Prepare(
              head,
              reference(body.get("from")),
              diffusion(body.get("diffusion")),
              body.get("validation").real(),
              body.find("shards")
                  .map(shards -> OptionalInt.of(shards.integer()))
                  .orElse(OptionalInt.empty()));
      case "train" ->
          new StageSpec.Train(
              head,
              reference(body.get("from")),
              model(body.get("model")),
              body.get("validation").real());
      case "sample" ->
          new StageSpec.Sample(
              head,
              reference(body.get("model")),
              sampler(body.get("sampler")),
              body.get("configurations").integer(),
              body.get("configurationsPerShard").integer());
      case "correct" ->
          new StageSpec.Correct(
              head,
              reference(body.get("from")),
              body.get("method").choice().equals("metropolis")
                  ? CorrectionMethod.METROPOLIS
                  : CorrectionMethod.WEIGHTS);
      case "measure" ->
          new StageSpec.Measure(
              head, body.get("from").items().stream().map(StageReader::reference).toList());
      case "report" -> new StageSpec.Report(head);
      default -> throw notInGrammar(stage);
    };
  }

  private static Reference reference(Value value) {
    return new Reference(value.text(), value.at());
  }

  private static Action action(Value generate) {
    int[] shape = generate.get("lattice").items().stream().mapToInt(Value::integer).toArray();
    double volume = Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b);
    if (volume > MAX_VOLUME) {
      throw new IllegalArgumentException(
          "the lattice "
              + Arrays.toString(shape)
              + " has "
              + (long) volume
              + " sites; allowed are at most "
              + MAX_VOLUME);
    }
    Value action = generate.get("action");
    Map<String, Double> parameters = new TreeMap<>();
    for (String name : ACTION_PARAMETERS) {
      action.body().find(name).ifPresent(value -> parameters.put(name, value.real()));
    }
    return Actions.of(Lattice.of(shape), action.choice(), parameters);
  }

  private static Algorithm algorithm(Value value) {
    Value body = value.body();
    return switch (value.choice()) {
      case "hmc" ->
          new Hmc(body.get("length").real(), body.get("steps").integer(), integrator(body));
      case "langevin" -> new Langevin(body.get("step").real());
      case "fourierHmc" ->
          new FourierHmc(
              body.get("length").real(),
              body.get("steps").integer(),
              integrator(body),
              body.get("mass").real());
      case "metropolisWolff" ->
          new MetropolisWolff(
              body.get("width").real(),
              body.get("sweeps").integer(),
              body.get("clusters").integer());
      default -> throw notInGrammar(value);
    };
  }

  private static Integrator integrator(Value body) {
    return Integrator.of(body.get("integrator").choice());
  }

  private static StartSpec start(Value value) {
    return switch (value.choice()) {
      case "hot" -> new StartSpec.Hot();
      case "cold" -> new StartSpec.Cold();
      case "from" -> new StartSpec.From(reference(value.body()));
      default -> throw notInGrammar(value);
    };
  }

  private static NoiseSchedule diffusion(Value value) {
    return switch (value.choice()) {
      case "ve" -> new VarianceExploding(value.body().get("sigma").real());
      case "vp" -> new VariancePreserving(value.body().get("beta").real());
      case "cosine" -> new CosineSchedule();
      default -> throw notInGrammar(value);
    };
  }

  /** Times of a noise stage, up to the schedule's last. */
  private static TimeLadder times(Value noise, NoiseSchedule schedule) {
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
      default -> throw notInGrammar(ladder);
    };
  }

  private static EffectiveActionSettings model(Value value) {
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

  private static Sampler sampler(Value value) {
    Value body = value.body();
    return switch (value.choice()) {
      case "flow" ->
          Sampler.flow(
              switch (body.get("integrator").choice()) {
                case "rk4" -> ProbabilityFlow.Integrator.RK4;
                case "heun" -> ProbabilityFlow.Integrator.HEUN;
                case "euler" -> ProbabilityFlow.Integrator.EULER;
                default -> throw notInGrammar(body.get("integrator"));
              });
      case "sde" ->
          Sampler.sde(
              body.get("lambda").real(),
              switch (body.get("step").choice()) {
                case "geometricMean" -> ReverseSde.Step.GEOMETRIC_MEAN;
                case "ancestral" -> ReverseSde.Step.ANCESTRAL;
                case "eulerMaruyama" -> ReverseSde.Step.EULER_MARUYAMA;
                case "perMode" -> ReverseSde.Step.PER_MODE;
                default -> throw notInGrammar(body.get("step"));
              },
              body.get("siteNoise").flag());
      default -> throw notInGrammar(value);
    };
  }

  private static IllegalStateException notInGrammar(Value value) {
    return new IllegalStateException(
        "the table of keys has an option that nothing reads: " + value);
  }
}
