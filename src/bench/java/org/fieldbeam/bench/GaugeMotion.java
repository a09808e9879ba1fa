package org.fieldbeam.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.U1Action;
import org.fieldbeam.core.diffusion.IndependenceMetropolis;
import org.fieldbeam.core.diffusion.ProbabilityFlow;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.ExactSamples;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.markov.angle.HeatBath;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.fieldbeam.core.markov.langevin.Langevin;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.score.closed.ClosedFormModel;
import org.fieldbeam.core.statistics.Estimate;

/**
 * How fast the algorithms for two-dimensional U(1) gauge theory forget Q, Q^2, plaquette and 2x2
 * loop, in updates, with the processor time of an update, the least of all. An update of hmc is a
 * trajectory of length 1, with {@code windings} proposals after it where it has some, of heatBath a
 * sweep and {@code overrelaxations}, of langevin ten steps, of exact and closedForm a
 * configuration, the latter after accept-reject.
 *
 * <p>Arguments as {@code name=value}: L (16), beta (7), updates (1024) of each of chains (32) for
 * the Markov chains, proposals (16384), windings (4), overrelaxations (4), seed.
 */
public final class GaugeMotion {
  private static final int BATCH = 256;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Map<String, String> options;
  private final Action action;
  private final int chains;
  private final long seed;

  private GaugeMotion(Map<String, String> options) {
    this.options = options;
    int extent = (int) number("L", 16);
    action = U1Action.of(Lattice.of(extent, extent), number("beta", 7));
    chains = (int) number("chains", 32);
    seed = (long) number("seed", 1);
  }

  private double number(String name, double otherwise) {
    return options.containsKey(name) ? Double.parseDouble(options.get(name)) : otherwise;
  }

  /** Runs the comparison. */
  public static void main(String[] args) {
    Map<String, String> options = new TreeMap<>();
    for (String arg : args) {
      String[] parts = arg.split("=", 2);
      options.put(parts[0], parts[1]);
    }
    new GaugeMotion(options).run();
  }

  private void run() {
    int windings = (int) number("windings", 4);
    int overrelaxations = (int) number("overrelaxations", 4);
    System.out.printf("%s, tau_int in updates%n", action);
    System.out.printf(
        "%-14s %10s %10s %16s %16s %16s %16s%n",
        "algorithm", "updates", "us/update", "Q", "Q^2", "plaquette", "W22");
    int steps = (int) Math.ceil(6 * Math.sqrt(Math.max(1, number("beta", 7))));
    Integrator integrator = Integrator.LEAPFROG;
    chains("hmc", new Hmc(1, steps, integrator), 1);
    chains("hmc, windings", new Hmc(1, steps, integrator, windings), 1);
    chains("langevin", new Langevin(0.05 / Math.max(1, number("beta", 7))), 10);
    chains("heatBath", new HeatBath(overrelaxations, 0), 1);
    chains("exact", new ExactSamples(), 1);
    closedForm();
  }

  private void chains(String name, Algorithm algorithm, int stride) {
    int updates = (int) number("updates", 1024);
    MarkovChains running = algorithm.start(action, Start.hot(), seed, name, 0, chains);
    running.advance(stride * updates / 8);
    GaugeSeries series = new GaugeSeries(action.lattice(), chains);
    double best = Double.POSITIVE_INFINITY;
    for (int update = 0; update < updates; update++) {
      long begin = THREADS.getCurrentThreadCpuTime();
      running.advance(stride);
      best = Math.min(best, (THREADS.getCurrentThreadCpuTime() - begin) / (double) chains);
      for (int b = 0; b < chains; b++) {
        series.record(running.fields(), chains, b);
      }
    }
    print(name, series, best);
  }

  private void closedForm() {
    ClosedFormModel model = new ClosedFormModel(action, TimeLadder.shiftedGeometric(24, 0.3, 16));
    ProbabilityFlow flow =
        new ProbabilityFlow(model.score(), model.prior(), action, FlowIntegrator.RK4);
    IndependenceMetropolis chain = new IndependenceMetropolis(seed, "correct", 0);
    double[] phi = new double[action.layout().size() * BATCH];
    double[] logWeight = new double[BATCH];
    GaugeSeries series = new GaugeSeries(action.lattice(), 1);
    double best = Double.POSITIVE_INFINITY;
    for (int first = 0; first < number("proposals", 16384); first += BATCH) {
      long begin = THREADS.getCurrentThreadCpuTime();
      flow.sample(seed, "proposals", first, BATCH, phi, null, logWeight);
      best = Math.min(best, (THREADS.getCurrentThreadCpuTime() - begin) / (double) BATCH);
      for (int b = 0; b < BATCH; b++) {
        if (chain.propose(logWeight[b])) {
          series.record(phi, BATCH, b);
        } else {
          series.repeat();
        }
      }
    }
    print("closedForm", series, best);
  }

  private static void print(String name, GaugeSeries series, double nanoseconds) {
    Estimate[] estimates = series.estimates();
    System.out.printf(
        "%-14s %10d %10.2f %16s %16s %16s %16s%n",
        name,
        series.rows(),
        nanoseconds * 1e-3,
        GaugeSeries.tau(estimates[0]),
        GaugeSeries.tau(estimates[1]),
        GaugeSeries.tau(estimates[2]),
        GaugeSeries.tau(estimates[3]));
  }
}
