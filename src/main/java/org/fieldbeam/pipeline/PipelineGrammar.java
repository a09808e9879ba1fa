package org.fieldbeam.pipeline;

import static org.fieldbeam.pipeline.grammar.Key.optional;
import static org.fieldbeam.pipeline.grammar.Key.required;
import static org.fieldbeam.pipeline.grammar.Key.withDefault;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fieldbeam.pipeline.grammar.JsonSchema;
import org.fieldbeam.pipeline.grammar.Key;
import org.fieldbeam.pipeline.grammar.Type;
import org.fieldbeam.pipeline.grammar.Type.Choice;
import org.fieldbeam.pipeline.grammar.Type.Fields;
import org.fieldbeam.pipeline.grammar.Type.Forms;
import org.fieldbeam.pipeline.grammar.Type.Items;
import org.fieldbeam.pipeline.grammar.Type.Option;
import org.fieldbeam.pipeline.grammar.Type.Real;
import org.fieldbeam.pipeline.grammar.Type.Text;
import org.fieldbeam.pipeline.grammar.Type.Whole;
import org.fieldbeam.pipeline.grammar.Type.WordOr;

/**
 * The table of all keys of a pipeline file: the one place that names them. The reader checks files
 * against it, and {@code schemas/pipeline.schema.json} is written from it.
 */
public final class PipelineGrammar {
  private PipelineGrammar() {}

  private static final Type NAME =
      new Text(
          "a name of at most 64 letters, digits, - _ . that begins with a letter or digit",
          Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}"));
  private static final Type REFERENCE =
      new Text(
          "the name of an earlier stage's output, or the path of a dataset folder with a / in it",
          Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}|[^\\x00-\\x1f]*/[^\\x00-\\x1f]*"));
  private static final Type FOLDER =
      new Text("the path or URI of a folder", Pattern.compile("[^\\x00-\\x1f]*[^\\s\\x00-\\x1f]"));
  private static final Type OPERATOR =
      new Text(
          "an operator: f4, f6, f8, f10, f12 (local powers), a pair of powers and a kernel such as"
              + " 33G, 13G, 22G2, 24G2, 33N (non-local), cos1, cos2, cos3 (zero mode)",
          Pattern.compile("f(4|6|8|10|12)|[1-9][1-9](G[23]?|N|D|W)|cos[1-9]"));
  private static final Type SHARE = new Real(0, true, 1, false);
  private static final Type COUNT = new Whole(1, Integer.MAX_VALUE);
  private static final Type STEPS = new Whole(1, 100_000);

  private static final Choice ACTION =
      Choice.of(
          new Option(
              "phi4",
              Forms.of(
                  Fields.of(
                      required("kappa", Real.any(), "Hopping parameter."),
                      required("lambda", Real.atLeast(0), "Quartic coupling.")),
                  Fields.of(
                      required("m2", Real.any(), "Bare mass squared, (a m0)^2."),
                      required("lambda0", Real.atLeast(0), "Bare coupling."))),
              "S = sum [-2 kappa sum_mu phi phi_mu + (1 - 2 lambda) phi^2 + lambda phi^4], by kappa"
                  + " and lambda, or by m2 = (1 - 2 lambda) / kappa - 2 d and lambda0 = 6 lambda /"
                  + " kappa^2."),
          new Option(
              "free",
              Fields.of(required("kappa", Real.any(), "Hopping parameter.")),
              "The free field: phi^4 with lambda = 0, |kappa| < 1 / (2 d)."),
          new Option(
              "quartic",
              Fields.of(
                  required("a", Real.any(), "Coefficient of x^2."),
                  required("b", Real.positive(), "Coefficient of x^4.")),
              "One-site toy S = a x^2 + b x^4."),
          new Option(
              "anharmonic",
              Fields.of(
                  required("mu2", Real.any(), "Coefficient of x^2 / 2."),
                  required("g", Real.positive(), "Coefficient of x^4 / 4!.")),
              "One-site toy S = mu2 x^2 / 2 + g x^4 / 4!."));

  private static final Choice INTEGRATOR =
      Choice.of(
          Option.word("leapfrog", "Leapfrog."),
          Option.word("minimumNorm", "Second-order minimum-norm integrator."));

  private static final Key LENGTH =
      withDefault("length", Real.positive(), "1.0", "Trajectory length.");
  private static final Key HMC_STEPS =
      withDefault("steps", STEPS, "10", "Integration steps per trajectory.");
  private static final Key HMC_INTEGRATOR =
      withDefault("integrator", INTEGRATOR, "leapfrog", "Integrator of Hamilton's equations.");

  private static final Choice ALGORITHM =
      Choice.of(
          new Option("hmc", Fields.of(LENGTH, HMC_STEPS, HMC_INTEGRATOR), "Hybrid Monte Carlo."),
          new Option(
              "fourierHmc",
              Fields.of(
                  LENGTH,
                  HMC_STEPS,
                  HMC_INTEGRATOR,
                  withDefault(
                      "mass", Real.positive(), "0.5", "Infrared cutoff of the acceleration.")),
              "Fourier-accelerated hybrid Monte Carlo."),
          new Option(
              "langevin",
              Fields.of(required("step", Real.positive(), "Time step.")),
              "Langevin equation by Euler-Maruyama; its ensemble is biased by the step."),
          new Option(
              "metropolisWolff",
              Fields.of(
                  withDefault(
                      "width", Real.positive(), "1.0", "Half width of the Metropolis proposal."),
                  withDefault("sweeps", STEPS, "4", "Metropolis sweeps per update."),
                  withDefault("clusters", new Whole(0, 100_000), "4", "Clusters per update.")),
              "Local Metropolis sweeps and embedded Wolff clusters."));

  private static final Choice START =
      Choice.of(
          Option.word("hot", "Independent Gaussian sites."),
          Option.word("cold", "The zero field."),
          new Option("from", REFERENCE, "Configurations of another ensemble, one per chain."));

  private static final Choice DIFFUSION =
      Choice.of(
          new Option(
              "ve",
              Fields.of(
                  withDefault("sigma", new Real(1, false, 1e6, true), "25", "Sigma of Sigma^t.")),
              "Variance exploding, sigma^2(t) = (Sigma^(2t) - 1) / (2 ln Sigma)."),
          new Option(
              "vp",
              Fields.of(withDefault("beta", Real.positive(), "20", "Rate at t = 1.")),
              "Variance preserving with linear rate, alpha(t) = exp(-beta t^2 / 4)."),
          Option.word("cosine", "alpha(t) = cos(pi t / 2)."));

  /** Ladders in tau = sigma^2 / alpha^2; {@code common} are the keys that all kinds have. */
  private static Choice ladder(String uniform, Key... common) {
    return Choice.of(
        new Option("uniform", Fields.of(common), uniform),
        new Option(
            "geometric",
            with(withDefault("first", Real.positive(), "0.01", "Lowest tau."), common),
            "Equal ratios of tau."),
        new Option(
            "shiftedGeometric",
            with(withDefault("a", Real.positive(), "0.5", "Scale of even spacing."), common),
            "tau_i = a ((1 + T/a)^(i/N) - 1)."),
        new Option(
            "edm",
            with(withDefault("sigmaMin", Real.positive(), "0.05", "Lowest sigma."), common),
            "Equal steps in sigma^(1/7) (Karras et al., arXiv 2206.00364)."));
  }

  private static Fields with(Key own, Key... common) {
    return new Fields(Stream.concat(Stream.of(own), Stream.of(common)).toList());
  }

  private static final Choice MODEL =
      Choice.of(
          new Option(
              "effectiveAction",
              Fields.of(
                  withDefault("levels", new Whole(2, 10_000), "20", "Number of noise levels."),
                  withDefault(
                      "ladder",
                      ladder(
                          "Equal steps of tau.",
                          withDefault(
                              "T",
                              new WordOr("auto", Real.positive()),
                              "auto",
                              "Largest tau; auto: 4 (C + a), C the spectrum at the lowest non-zero momentum.")),
                      "shiftedGeometric",
                      "Spacing of the levels."),
                  withDefault(
                      "operators",
                      new Items(OPERATOR, 0, 200, false),
                      "[f4, f6, f8, 33G, 22G2, cos1, cos2, cos3]",
                      "Operators beside the bilinears and the zero-mode prior."),
                  withDefault(
                      "target",
                      Choice.of(
                          Option.word("mixed", "W grad S + (1 - W) z / sqrt(tau)."),
                          Option.word("denoising", "z / sqrt(tau).")),
                      "mixed",
                      "What the fit regresses on."),
                  withDefault(
                      "action",
                      Choice.of(
                          Option.word("known", "The action that generated the ensemble."),
                          Option.word("fitted", "Fitted from the configurations alone.")),
                      "known",
                      "Where the action at noise level zero comes from."),
                  withDefault(
                      "ridge", Real.atLeast(0), "1.0e-6", "Ridge on the operator coefficients.")),
              "An explicit effective action per noise level, fitted by linear least squares."));

  private static final Choice SAMPLER =
      Choice.of(
          new Option(
              "flow",
              Fields.of(
                  withDefault(
                      "integrator",
                      Choice.of(
                          Option.word("rk4", "Classical Runge-Kutta; an even number of levels."),
                          Option.word("heun", "Heun."),
                          Option.word("euler", "Euler.")),
                      "rk4",
                      "Integrator.")),
              "Probability-flow ODE with log q."),
          new Option(
              "sde",
              Fields.of(
                  withDefault("lambda", Real.positive(), "1", "Noise strength."),
                  withDefault(
                      "step",
                      Choice.of(
                          Option.word("geometricMean", "Geometric mean of the other two."),
                          Option.word("ancestral", "Ancestral step."),
                          Option.word("eulerMaruyama", "Euler-Maruyama."),
                          Option.word("perMode", "Exact for each mode of a Gaussian theory.")),
                      "geometricMean",
                      "Noise variance of a step."),
                  withDefault(
                      "siteNoise", new Type.Flag(), "true", "Site-dependent factor on the noise.")),
              "Reverse SDE with path-space log weights."));

  private static Key into(String what) {
    return required("into", NAME, "Name of the " + what + " that the stage writes.");
  }

  private static Key from(String what) {
    return required("from", REFERENCE, what);
  }

  /** The stages, by kind. */
  static final Choice STAGE =
      Choice.of(
          new Option(
              "generate",
              Fields.of(
                  into("ensemble"),
                  required(
                      "lattice", new Items(new Whole(1, 65_536), 1, 4, false), "Lattice extents."),
                  required("action", ACTION, "The action."),
                  required("algorithm", ALGORITHM, "The Markov-chain algorithm."),
                  required("chains", COUNT, "Number of independent chains."),
                  required("configurations", COUNT, "Kept configurations per chain."),
                  withDefault(
                      "thermalization",
                      new Whole(0, Integer.MAX_VALUE),
                      "500",
                      "Updates per chain before the first kept configuration."),
                  withDefault(
                      "stride",
                      new Whole(1, Integer.MAX_VALUE),
                      "1",
                      "Updates between kept configurations."),
                  withDefault("start", START, "hot", "Where the chains start."),
                  withDefault(
                      "chainsPerShard", new Whole(1, 1_000_000), "16", "Chains in one shard.")),
              "Generates a Markov-chain ensemble."),
          new Option(
              "noise",
              Fields.of(
                  from("Ensemble to add noise to."),
                  into("noised dataset"),
                  required("diffusion", DIFFUSION, "Noise schedule."),
                  withDefault("times", new Whole(1, 100_000), "20", "Number of times."),
                  withDefault(
                      "ladder",
                      ladder("Equal steps of diffusion time."),
                      "uniform",
                      "Spacing of the times."),
                  withDefault(
                      "mode",
                      Choice.of(
                          Option.word("marginals", "Independent noise at each time."),
                          Option.word("trajectories", "One path per configuration.")),
                      "marginals",
                      "What is written per configuration.")),
              "Runs configurations through the forward process."),
          new Option(
              "prepare",
              Fields.of(
                  from("Ensemble to train on."),
                  into("training dataset"),
                  required("diffusion", DIFFUSION, "Noise schedule the data are meant for."),
                  withDefault("validation", SHARE, "0.1", "Share of chains for validation."),
                  optional(
                      "shards",
                      new Whole(1, 100_000),
                      "Number of shards; of 32 MiB each if left out.")),
              "Writes shuffled, normalised training data, split by chain."),
          new Option(
              "train",
              Fields.of(
                  from("Ensemble or training dataset to fit."),
                  into("score model"),
                  required("model", MODEL, "The score model."),
                  withDefault("validation", SHARE, "0.1", "Share of chains for validation.")),
              "Fits a score model."),
          new Option(
              "sample",
              Fields.of(
                  required("model", REFERENCE, "Score model to sample from."),
                  into("ensemble"),
                  withDefault("sampler", SAMPLER, "flow", "Reverse process."),
                  required("configurations", COUNT, "Number of configurations in all."),
                  withDefault(
                      "configurationsPerShard",
                      new Whole(1, 10_000_000),
                      "1024",
                      "Configurations in one shard.")),
              "Samples the reverse process."),
          new Option(
              "correct",
              Fields.of(
                  from("Ensemble of a sample stage."),
                  into("ensemble"),
                  withDefault(
                      "method",
                      Choice.of(
                          Option.word("metropolis", "Independence Metropolis."),
                          Option.word("weights", "Importance weights.")),
                      "metropolis",
                      "How the samples are made exact.")),
              "Makes samples exact."),
          new Option(
              "measure",
              Fields.of(
                  required(
                      "from",
                      new Items(REFERENCE, 1, 100, true),
                      "Ensembles to measure; the others are compared with the first."),
                  into("measurements")),
              "Measures observables, estimates them and checks the ensembles."),
          new Option(
              "report",
              Fields.of(withDefault("into", NAME, "report", "Name of the report's folder.")),
              "Writes the report."));

  /** A whole pipeline file. */
  public static final Fields PIPELINE =
      Fields.of(
          required("name", NAME, "Name of the pipeline."),
          required(
              "seed", new Whole(Long.MIN_VALUE, Long.MAX_VALUE), "Seed of all random numbers."),
          optional("output", FOLDER, "Folder or URI of all outputs; out/NAME if left out."),
          required(
              "stages",
              new Items(STAGE, 1, 1000, false),
              "The stages, in the order in which they run."));

  /** The JSON Schema of a pipeline file, as a tree of maps, lists, text and numbers. */
  public static Map<String, Object> jsonSchema() {
    return JsonSchema.of("fieldbeam pipeline", PIPELINE);
  }
}
