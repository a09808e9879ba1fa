package org.fieldbeam.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Actions;
import org.fieldbeam.core.diffusion.CosineSchedule;
import org.fieldbeam.core.diffusion.NoiseSchedule;
import org.fieldbeam.core.diffusion.VarianceExploding;
import org.fieldbeam.core.diffusion.VariancePreserving;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.FourierHmc;
import org.fieldbeam.core.markov.Hmc;
import org.fieldbeam.core.markov.Integrator;
import org.fieldbeam.core.markov.Langevin;
import org.fieldbeam.core.markov.MetropolisWolff;
import org.fieldbeam.pipeline.SamplerSpec.FlowIntegrator;
import org.fieldbeam.pipeline.SamplerSpec.SdeStep;
import org.fieldbeam.pipeline.StageSpec.CorrectionMethod;
import org.fieldbeam.pipeline.StageSpec.Head;
import org.fieldbeam.pipeline.StageSpec.NoiseMode;
import org.fieldbeam.pipeline.grammar.Value;
import org.fieldbeam.pipeline.grammar.YamlReader;

/** Turns values that fit {@link PipelineGrammar} into stage specs. */
final class StageReader {
  /** Largest lattice: a batch of 64 must fit one Java array. */
  private static final long MAX_VOLUME = 1L << 24;

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
              body.get("times").integer(),
              ladder(body.get("ladder")),
              body.get("mode").choice().equals("marginals")
                  ? NoiseMode.MARGINALS
                  : NoiseMode.TRAJECTORIES);
      case "prepare" ->
          new StageSpec.Prepare(
              head,
              reference(body.get("from")),
              diffusion(body.get("diffusion")),
              body.get("validation").real(),
              body.get("shards").integer());
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

  private static LadderSpec ladder(Value value) {
    return switch (value.choice()) {
      case "uniform" -> new LadderSpec.Uniform();
      case "geometric" -> new LadderSpec.Geometric();
      case "shiftedGeometric" -> {
        Value top = value.body().get("T");
        yield new LadderSpec.ShiftedGeometric(
            value.body().get("a").real(),
            top.isText() ? OptionalDouble.empty() : OptionalDouble.of(top.real()));
      }
      case "edm" -> new LadderSpec.Edm(value.body().get("rho").real());
      default -> throw notInGrammar(value);
    };
  }

  private static ModelSpec model(Value value) {
    Value body = value.body();
    List<String> operators = body.get("operators").items().stream().map(Value::text).toList();
    return new ModelSpec.EffectiveAction(
        body.get("levels").integer(),
        ladder(body.get("ladder")),
        operators,
        body.get("target").choice().equals("mixed")
            ? ModelSpec.Target.MIXED
            : ModelSpec.Target.DENOISING,
        body.get("action").choice().equals("known")
            ? ModelSpec.Action.KNOWN
            : ModelSpec.Action.FITTED,
        body.get("ridge").real());
  }

  private static SamplerSpec sampler(Value value) {
    Value body = value.body();
    return switch (value.choice()) {
      case "flow" ->
          new SamplerSpec.Flow(
              switch (body.get("integrator").choice()) {
                case "rk4" -> FlowIntegrator.RK4;
                case "heun" -> FlowIntegrator.HEUN;
                case "euler" -> FlowIntegrator.EULER;
                default -> throw notInGrammar(body.get("integrator"));
              });
      case "sde" ->
          new SamplerSpec.Sde(
              body.get("lambda").real(),
              switch (body.get("step").choice()) {
                case "geometricMean" -> SdeStep.GEOMETRIC_MEAN;
                case "ancestral" -> SdeStep.ANCESTRAL;
                case "eulerMaruyama" -> SdeStep.EULER_MARUYAMA;
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
