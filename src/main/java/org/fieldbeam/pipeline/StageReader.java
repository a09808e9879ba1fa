package org.fieldbeam.pipeline;

import java.util.List;
import java.util.OptionalDouble;
import org.fieldbeam.pipeline.AlgorithmSpec.Integrator;
import org.fieldbeam.pipeline.SamplerSpec.FlowIntegrator;
import org.fieldbeam.pipeline.SamplerSpec.SdeStep;
import org.fieldbeam.pipeline.StageSpec.CorrectionMethod;
import org.fieldbeam.pipeline.StageSpec.Head;
import org.fieldbeam.pipeline.StageSpec.NoiseMode;
import org.fieldbeam.pipeline.grammar.Value;

/** Turns values that fit {@link PipelineGrammar} into stage specs. */
final class StageReader {
  private StageReader() {}

  static StageSpec stage(Value stage) {
    Value body = stage.body();
    Head head = new Head(stage.choice(), body.get("into").text(), stage.at(), stage.canonical());
    return switch (stage.choice()) {
      case "generate" ->
          new StageSpec.Generate(
              head,
              body.get("lattice").items().stream().map(Value::integer).toList(),
              action(body.get("action")),
              algorithm(body.get("algorithm")),
              start(body.get("start")),
              body.get("chains").whole(),
              body.get("thermalization").whole(),
              body.get("configurations").whole(),
              body.get("stride").whole(),
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
              body.get("configurations").whole(),
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

  private static ActionSpec action(Value value) {
    Value body = value.body();
    return switch (value.choice()) {
      case "phi4" ->
          body.find("kappa").isPresent()
              ? new ActionSpec.Phi4(body.get("kappa").real(), body.get("lambda").real())
              : new ActionSpec.Phi4Bare(body.get("m2").real(), body.get("lambda0").real());
      case "free" -> new ActionSpec.Free(body.get("kappa").real());
      case "quartic" -> new ActionSpec.Quartic(body.get("a").real(), body.get("b").real());
      case "anharmonic" -> new ActionSpec.Anharmonic(body.get("mu2").real(), body.get("g").real());
      default -> throw notInGrammar(value);
    };
  }

  private static AlgorithmSpec algorithm(Value value) {
    Value body = value.body();
    return switch (value.choice()) {
      case "hmc" ->
          new AlgorithmSpec.Hmc(
              body.get("length").real(), body.get("steps").integer(), integrator(body));
      case "fourierHmc" ->
          new AlgorithmSpec.FourierHmc(
              body.get("length").real(),
              body.get("steps").integer(),
              integrator(body),
              body.get("mass").real());
      case "langevin" -> new AlgorithmSpec.Langevin(body.get("step").real());
      case "metropolisWolff" ->
          new AlgorithmSpec.MetropolisWolff(
              body.get("width").real(),
              body.get("sweeps").integer(),
              body.get("clusters").integer());
      default -> throw notInGrammar(value);
    };
  }

  private static Integrator integrator(Value body) {
    return body.get("integrator").choice().equals("leapfrog")
        ? Integrator.LEAPFROG
        : Integrator.MINIMUM_NORM;
  }

  private static StartSpec start(Value value) {
    return switch (value.choice()) {
      case "hot" -> new StartSpec.Hot();
      case "cold" -> new StartSpec.Cold();
      case "from" -> new StartSpec.From(reference(value.body()));
      default -> throw notInGrammar(value);
    };
  }

  private static DiffusionSpec diffusion(Value value) {
    return switch (value.choice()) {
      case "ve" -> new DiffusionSpec.VarianceExploding(value.body().get("sigma").real());
      case "vp" -> new DiffusionSpec.VariancePreserving(value.body().get("beta").real());
      case "cosine" -> new DiffusionSpec.Cosine();
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
