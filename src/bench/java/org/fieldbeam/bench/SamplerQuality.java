package org.fieldbeam.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.diffusion.DensityError;
import org.fieldbeam.core.diffusion.ImportanceWeights;
import org.fieldbeam.core.diffusion.ProbabilityFlow;
import org.fieldbeam.core.diffusion.ReverseSampler;
import org.fieldbeam.core.diffusion.ReverseSde;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.cluster.MetropolisWolff;
import org.fieldbeam.core.observable.check.weight.WeightBlocks;
import org.fieldbeam.core.polish.Polish;
import org.fieldbeam.core.polish.PolishRuns;
import org.fieldbeam.core.polish.PolishSettings;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.FlowSteps;
import org.fieldbeam.core.schedule.LadderKind;
import org.fieldbeam.core.schedule.Spacing;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.core.score.effective.LevelFit;
import org.fieldbeam.core.score.fit.BatchSums;
import org.fieldbeam.core.score.fit.EffectiveActionSettings;
import org.fieldbeam.core.score.fit.RecoverAction;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.ValueReader;

/**
 * Quality and cost of the effective-action sampler at one point of the phi^4 theory, in one
 * process: Markov-chain training data, fit, proposals, weights, observables.
 *
 * <p>Arguments as {@code name=value}: L, d (dimensions), kappa, lambda, levels, a and T (numbers or
 * lists to try in turn; T also auto), operators (comma-separated), train, stride, sweeps, clusters,
 * proposals, seed, sampler (flow, or sde), action (known or fitted).
 */
public final class SamplerQuality {
  private static final int BATCH = 256;

  private final Map<String, String> options;
  private final Lattice lattice;
  private final Action action;
  private final long seed;

  private SamplerQuality(Map<String, String> options) {
    this.options = options;
    int extent = (int) number("L", 16);
    int[] shape = new int[(int) number("d", 2)];
    Arrays.fill(shape, extent);
    lattice = Lattice.of(shape);
    action = Phi4.of(lattice, number("kappa", 0.27), number("lambda", 0.022));
    seed = (long) number("seed", 1);
  }

  private double number(String name, double otherwise) {
    String text = options.get(name);
    return text == null ? otherwise : text.equals("auto") ? Double.NaN : Double.parseDouble(text);
  }

  /** Runs the benchmark. */
  public static void main(String[] args) {
    Map<String, String> options = new TreeMap<>();
    for (String arg : args) {
      String[] parts = arg.split("=", 2);
      options.put(parts[0], parts[1]);
    }
    new SamplerQuality(options).run();
  }

  private void run() {
    System.out.println("# " + options);
    int train = (int) number("train", 8192);
    double[][] ensemble = generate(train);
    BatchSums[] recover = {RecoverAction.sumsByChain(lattice)};
    System.out.println(
        RecoverAction.solve(TrainedSampler.accumulate(recover, ensemble, 0, ensemble.length)));
    for (String levels : options.getOrDefault("levels", "12").split(",", -1)) {
      for (String end : options.getOrDefault("T", "auto").split(",", -1)) {
        for (String shift : options.getOrDefault("a", "auto").split(",", -1)) {
          options.put("levels", levels);
          options.put("T", end);
          options.put("a", shift);
          System.out.println("# levels " + levels + " T " + end + " a " + shift);
          sample(fit(ensemble, train), (int) number("proposals", 8192));
        }
      }
    }
  }

  private double[][] generate(int configurations) {
    long begin = System.nanoTime();
    MetropolisWolff algorithm =
        new MetropolisWolff(1.5, (int) number("sweeps", 3), (int) number("clusters", 1));
    double[][] ensemble =
        TrainedSampler.ensemble(
            action, algorithm, configurations, (int) number("stride", 10), seed);
    System.out.printf("generate %.1f s%n", seconds(begin));
    return ensemble;
  }

  private EffectiveActionModel fit(double[][] ensemble, int train) {
    long begin = System.nanoTime();
    List<String> operators = EffectiveActionSettings.DEFAULT_OPERATORS;
    if (options.containsKey("operators")) {
      operators = List.of(options.get("operators").split(",", -1));
    }
    EffectiveActionSettings settings =
        new EffectiveActionSettings(
            Double.isNaN(number("a", Double.NaN))
                ? EffectiveActionSettings.Ladder.automatic((int) number("levels", 12))
                : new EffectiveActionSettings.Ladder(
                    spacing(options.getOrDefault("ladder", "shiftedGeometric"), number("a", 0.5)),
                    (int) number("levels", 12),
                    number("T", Double.NaN)),
            operators,
            EffectiveActionSettings.Target.valueOf(options.getOrDefault("target", "MIXED")),
            options.getOrDefault("action", "known").equals("fitted"),
            EffectiveActionSettings.DEFAULT_RIDGE,
            null);
    EffectiveActionModel model = TrainedSampler.fit(action, settings, ensemble, 1, seed);
    System.out.printf(
        "fit %.1f s (%d configurations), %s, C %.4g at the largest momentum, %.4g at the lowest,"
            + " V<M^2> %.4g%n",
        seconds(begin),
        train,
        model.ladder(),
        model.spectrum()[model.spectrum().length - 1],
        model.spectrum()[1],
        model.spectrum()[0]);
    int polish = (int) number("polish", 0);
    if (polish > 0) {
      begin = System.nanoTime();
      PolishSettings how =
          new PolishSettings(polish, (int) number("runs", 4096), number("kl", 0.1));
      Polish state = Polish.of(model, how);
      for (int pass = 0; pass <= polish; pass++) {
        PolishRuns runs = new PolishRuns(state.current());
        state = state.after(runs.run(seed, Polish.purpose(pass), 0, how.samples(), pass < polish));
      }
      model = state.result();
      System.out.printf("polish %.1f s%n", seconds(begin));
      ((List<?>) model.training().get(Polish.NOTE)).forEach(System.out::println);
    }
    if (options.containsKey("verbose")) {
      for (LevelFit level : model.levels()) {
        System.out.printf(
            "  tau %10.5f %s %s%n",
            level.tau(), level.diagnostics(), Arrays.toString(level.coefficients()));
      }
    }
    return model;
  }

  private void sample(EffectiveActionModel model, int proposals) {
    ReverseSampler sampler;
    if (options.getOrDefault("sampler", "flow").equals("sde")) {
      sampler =
          new ReverseSde(
              model.score(),
              model.prior(),
              action,
              number("strength", 1),
              ReverseSde.Step.valueOf(options.getOrDefault("step", "PER_MODE")),
              options.getOrDefault("siteNoise", "true").equals("true"));
    } else {
      FlowIntegrator integrator = FlowIntegrator.ofText(options.getOrDefault("integrator", "rk4"));
      FlowSteps steps =
          options.containsKey("evaluations")
              ? new FlowSteps(integrator, (int) number("evaluations", 24))
              : FlowSteps.finest(integrator, model.ladder().levels());
      ProbabilityFlow flow = new ProbabilityFlow(model.score(), model.prior(), action, steps);
      int jacobians = (int) number("jacobians", 0);
      if (jacobians > 0) {
        double[] delta = DensityError.of(flow, seed, "proposals", 0, jacobians);
        double mean = Arrays.stream(delta).average().orElse(0);
        double sd =
            Math.sqrt(
                Arrays.stream(delta).map(d -> (d - mean) * (d - mean)).sum() / (jacobians - 1));
        System.out.printf("delta mean %.2e sd %.2e of %d%n", mean, sd, jacobians);
      }
      sampler = flow;
    }
    int volume = lattice.volume();
    double[] phi = new double[volume * BATCH];
    double[] block = new double[BATCH];
    double[] logWeights = new double[proposals];
    double[][] observables = new double[5][proposals];
    double[] force = new double[phi.length];
    sampler.sample(seed + 1, "warm up", 0, BATCH, phi, null, block);
    double shortest = Double.POSITIVE_INFINITY;
    for (int from = 0; from < proposals; from += BATCH) {
      long begin = System.nanoTime();
      sampler.sample(seed, "proposals", from, BATCH, phi, null, block);
      shortest = Math.min(shortest, seconds(begin));
      System.arraycopy(block, 0, logWeights, from, BATCH);
      Arrays.fill(force, 0);
      action.addForce(phi, BATCH, -1, force);
      for (int b = 0; b < BATCH; b++) {
        double m = 0;
        double virial = 0;
        double phi2 = 0;
        for (int x = 0; x < volume; x++) {
          double p = phi[x * BATCH + b];
          m += p / volume;
          phi2 += p * p / volume;
          virial += p * force[x * BATCH + b] / volume;
        }
        observables[0][from + b] = m;
        observables[1][from + b] = Math.abs(m);
        observables[2][from + b] = volume * m * m;
        observables[3][from + b] = phi2;
        observables[4][from + b] = virial;
      }
    }
    System.out.printf("proposal %.4f ms (best block)%n", 1000 * shortest / BATCH);
    ImportanceWeights weights = ImportanceWeights.of(logWeights);
    System.out.println(
        "RESULT " + weights + " ln Z/V " + weights.logPartitionFunction().value() / volume);
    System.out.printf(
        "robust sd %.4f, largest weight %.2e of all, %.3g of the sum of squares, smallest of %d blocks"
            + " %.4f%n",
        weights.robustSd(),
        weights.largestWeight().value(),
        Math.pow(weights.largestWeight().value(), 2)
            * proposals
            * weights.effectiveSampleSize().value(),
        WeightBlocks.BLOCKS,
        Arrays.stream(weights.effectiveSampleSizes(WeightBlocks.BLOCKS)).min().getAsDouble());
    double[] w = weights.normalized();
    List<String> lines = new ArrayList<>();
    String[] names = {"M", "|M|", "V M2", "phi2", "phi dS/dphi"};
    for (int o = 0; o < names.length; o++) {
      double raw = Arrays.stream(observables[o]).sum() / proposals;
      double mean = 0;
      for (int i = 0; i < proposals; i++) {
        mean += w[i] * observables[o][i];
      }
      double variance = 0;
      for (int i = 0; i < proposals; i++) {
        double d = w[i] * (observables[o][i] - mean);
        variance += d * d;
      }
      lines.add(
          String.format(
              "%s raw %.5f weighted %.5f(%.5f)", names[o], raw, mean, Math.sqrt(variance)));
    }
    System.out.println(String.join("; ", lines));
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) * 1e-9;
  }

  /** A ladder by its name; the scale is its one parameter, where it has one. */
  private static Spacing spacing(String name, double scale) {
    LadderKind kind = LadderKind.all().get(name);
    Map<String, Double> parameters = new TreeMap<>();
    if (kind.about().keys() instanceof Type.Fields fields) {
      fields.keys().forEach(key -> parameters.put(key.name(), scale));
    }
    return kind.spacing(ValueReader.require(parameters, kind.about().keys(), "ladder " + name));
  }
}
