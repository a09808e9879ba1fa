package org.fieldbeam.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.diffusion.IndependenceMetropolis;
import org.fieldbeam.core.diffusion.ProbabilityFlow;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.markov.cluster.MetropolisWolff;
import org.fieldbeam.core.markov.hmc.FourierHmc;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.FlowSteps;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.core.score.fit.EffectiveActionSettings;
import org.fieldbeam.core.statistics.Estimate;

/**
 * What an independent configuration costs from Hybrid Monte Carlo, Metropolis + Wolff and the exact
 * diffusion sampler, measured side by side on one core at one point of the phi^4 theory: time per
 * update or proposal times 2 tau_int of the slower of |M| and phi^2. Training is apart; the fit is
 * timed on two threads.
 *
 * <p>Blocks of all methods are run in turn. The time of an update is processor time in a method's
 * fastest block, for other processes can only slow a block down; tau_int comes from all blocks by
 * the Gamma-method. tau_int of M, the sign included, is printed too: what moves |M| fast need not
 * change its sign.
 *
 * <p>The exact sampler has the settings of the quickstart: the automatic ladder, the flow with an
 * integrating factor, and local operators.
 *
 * <p>Arguments as {@code name=value}: L (32), kappa (0.27), lambda (0.022), evaluations (24),
 * operators (f4,f6,f8), train (8192), seconds of processor time for each method (40), blocks (20),
 * wolff (settings width/sweeps/clusters to compare, comma-separated), fourier (length/steps/mass of
 * Fourier HMC; none to leave it out), seed.
 */
public final class CostPerIndependent {
  private static final int CHAINS = 16;
  private static final int PROPOSALS = 256;

  private final Map<String, String> options;
  private final long seed;

  private CostPerIndependent(Map<String, String> options) {
    this.options = options;
    this.seed = (long) number("seed", 1);
  }

  /** Runs the comparison. */
  public static void main(String[] arguments) {
    Map<String, String> options = new TreeMap<>();
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      options.put(parts[0], parts[1]);
    }
    new CostPerIndependent(options).run();
  }

  private double number(String name, double otherwise) {
    String text = options.get(name);
    return text == null ? otherwise : Double.parseDouble(text);
  }

  private void run() {
    int extent = (int) number("L", 32);
    Lattice lattice = Lattice.of(extent, extent);
    Action action = Phi4.of(lattice, number("kappa", 0.27), number("lambda", 0.022));
    FlowSteps steps = new FlowSteps(FlowIntegrator.RK4, (int) number("evaluations", 24));
    List<String> operators = List.of(options.getOrDefault("operators", "f4,f6,f8").split(",", -1));
    EffectiveActionSettings settings = EffectiveActionSettings.of(steps).withOperators(operators);
    System.out.printf(
        "%s, %s, %d evaluations, operators %s%n",
        lattice, action.description(), steps.evaluations(), operators);
    int train = (int) number("train", 8192);
    double[][] ensemble =
        TrainedSampler.ensemble(action, new MetropolisWolff(1.5, 4, 4), train, 10, seed);
    long begin = System.nanoTime();
    EffectiveActionModel model = TrainedSampler.fit(action, settings, ensemble, 2, seed);
    System.out.printf(
        "fit to %d configurations on two threads: %.1f s%n",
        train, (System.nanoTime() - begin) * 1e-9);
    Start start = Start.given(firstChains(ensemble[ensemble.length - 1], lattice.volume()));
    List<CostSeries> methods = new ArrayList<>();
    methods.add(new Chains("HMC 1/10", new Hmc(1.0, 10, Integrator.LEAPFROG), action, start));
    String fourier = options.getOrDefault("fourier", "1.5/6/0.1");
    if (!fourier.equals("none")) {
      double[] p = numbers(fourier);
      methods.add(
          new Chains(
              "Fourier HMC " + fourier,
              new FourierHmc(p[0], (int) p[1], Integrator.LEAPFROG, p[2]),
              action,
              start));
    }
    for (String wolff : options.getOrDefault("wolff", "1.5/4/4,2.5/2/1").split(",", -1)) {
      double[] p = numbers(wolff);
      methods.add(
          new Chains(
              "Metropolis+Wolff " + wolff,
              new MetropolisWolff(p[0], (int) p[1], (int) p[2]),
              action,
              start));
    }
    methods.add(new Diffusion(model, action, steps));
    int blocks = (int) number("blocks", 20);
    double seconds = number("seconds", 40) / blocks;
    for (int block = 0; block < blocks; block++) {
      methods.forEach(method -> method.runBlock(seconds));
    }
    print(methods);
  }

  private static double[] numbers(String text) {
    return java.util.Arrays.stream(text.split("/", -1)).mapToDouble(Double::parseDouble).toArray();
  }

  /** The fields of the first of {@link TrainedSampler#CHAINS} chains. */
  private static double[] firstChains(double[] fields, int volume) {
    double[] first = new double[volume * CHAINS];
    for (int x = 0; x < volume; x++) {
      System.arraycopy(fields, x * TrainedSampler.CHAINS, first, x * CHAINS, CHAINS);
    }
    return first;
  }

  private static void print(List<CostSeries> methods) {
    CostSeries exact = methods.get(methods.size() - 1);
    System.out.printf(
        "%-26s %10s %10s %12s %12s %12s %16s %8s%n",
        "method",
        "updates",
        "us/update",
        "tau(|M|)",
        "tau(phi2)",
        "tau(M)",
        "ms/independent",
        "ratio");
    for (CostSeries method : methods) {
      Estimate cost = method.cost();
      System.out.printf(
          "%-26s %10d %10.2f %12s %12s %12s %16s %8.2f%n",
          method.name(),
          method.updates(),
          method.microseconds(),
          method.tauInt(0),
          method.tauInt(1),
          method.tauInt(2),
          cost,
          cost.value() / exact.cost().value());
    }
  }

  /** Markov chains in lockstep. */
  private static final class Chains extends CostSeries {
    private final MarkovChains chains;

    Chains(String name, Algorithm algorithm, Action action, Start start) {
      super(name, CHAINS, action.lattice().volume());
      chains = algorithm.start(action, start, 2, "cost", 0, CHAINS);
    }

    @Override
    void update() {
      chains.advance(1);
    }

    @Override
    void record() {
      record(chains.fields(), CHAINS);
    }
  }

  /** The exact diffusion sampler: flow and accept-reject. */
  private final class Diffusion extends CostSeries {
    private final ProbabilityFlow flow;
    private final IndependenceMetropolis chain;
    private final double[] phi;
    private final double[] logWeight = new double[PROPOSALS];
    private final boolean[] accepted = new boolean[PROPOSALS];
    private final double[] current;
    private long proposals;

    Diffusion(EffectiveActionModel model, Action action, FlowSteps steps) {
      super("diffusion, exact", 1, action.lattice().volume());
      flow = new ProbabilityFlow(model.score(), model.prior(), action, steps);
      chain = new IndependenceMetropolis(seed, "cost/correct", 0);
      current = new double[action.lattice().volume()];
      phi = new double[current.length * PROPOSALS];
    }

    @Override
    void update() {
      flow.sample(seed, "cost/proposals", proposals, PROPOSALS, phi, null, logWeight);
      proposals += PROPOSALS;
      for (int b = 0; b < PROPOSALS; b++) {
        accepted[b] = chain.propose(logWeight[b]);
      }
    }

    @Override
    void record() {
      for (int b = 0; b < PROPOSALS; b++) {
        for (int x = 0; accepted[b] && x < current.length; x++) {
          current[x] = phi[x * PROPOSALS + b];
        }
        record(current, 1);
      }
    }
  }
}
