package org.fieldbeam.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.U1Action;
import org.fieldbeam.core.action.angle.GaugeTorus;
import org.fieldbeam.core.diffusion.ImportanceWeights;
import org.fieldbeam.core.diffusion.IndependenceMetropolis;
import org.fieldbeam.core.diffusion.ProbabilityFlow;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.score.closed.ClosedFormModel;
import org.fieldbeam.core.statistics.Estimate;

/**
 * Quality and cost of the closed-form model of two-dimensional U(1) gauge theory: for each row L,
 * beta the effective sample size of the proposals, their acceptance, the autocorrelation time of Q
 * after accept-reject, log Z against the exact one, and processor time a proposal on one thread,
 * the least of all batches.
 *
 * <p>Arguments as {@code name=value}: rows (L/beta, comma-separated), levels (24), T (16), a (0.3),
 * proposals (16384), seed.
 */
public final class ClosedFormQuality {
  private static final int BATCH = 256;

  private static final String ROWS = "8/5,8/7,8/11,16/1,16/3,16/5,16/7,16/11,32/7,64/7";

  /** Effective sample sizes to reach. */
  private static final Map<String, Double> GOALS =
      Map.of(
          "8/5", .97, "8/7", .945, "8/11", .90, "16/1", .999, "16/3", .999, "16/5", .999, "16/7",
          .996, "16/11", .988, "32/7", .998, "64/7", .998);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private ClosedFormQuality() {}

  /** Runs the benchmark. */
  public static void main(String[] args) {
    Map<String, String> options = new TreeMap<>();
    for (String arg : args) {
      String[] parts = arg.split("=", 2);
      options.put(parts[0], parts[1]);
    }
    int levels = (int) number(options, "levels", 24);
    double end = number(options, "T", 16);
    double a = number(options, "a", 0.3);
    int proposals = (int) number(options, "proposals", 16384);
    long seed = (long) number(options, "seed", 1);
    System.out.printf("levels %d, T %s, a %s, %d proposals%n", levels, end, a, proposals);
    System.out.printf(
        "%-8s %-12s %-6s %-14s %-14s %-18s %s%n",
        "L/beta", "ESS", "goal", "acceptance", "tau_int(Q)", "log Z - exact", "ms a proposal");
    for (String row : List.of(options.getOrDefault("rows", ROWS).split(",", -1))) {
      String[] parts = row.split("/", -1);
      int extent = Integer.parseInt(parts[0]);
      run(
          row,
          U1Action.of(Lattice.of(extent, extent), Double.parseDouble(parts[1])),
          TimeLadder.shiftedGeometric(levels, a, end),
          proposals,
          seed);
    }
  }

  private static double number(Map<String, String> options, String name, double otherwise) {
    return options.containsKey(name) ? Double.parseDouble(options.get(name)) : otherwise;
  }

  private static void run(String row, Action action, TimeLadder ladder, int proposals, long seed) {
    GaugeTorus torus = action.gaugeTorus().orElseThrow();
    ClosedFormModel model = new ClosedFormModel(action, ladder);
    ProbabilityFlow flow =
        new ProbabilityFlow(model.score(), model.prior(), action, FlowIntegrator.RK4);
    double[] phi = new double[action.layout().size() * BATCH];
    double[] batchWeights = new double[BATCH];
    double[] logWeights = new double[proposals];
    IndependenceMetropolis chain = new IndependenceMetropolis(seed, "correct", 0);
    GaugeSeries series = new GaugeSeries(action.lattice(), 1);
    double best = Double.POSITIVE_INFINITY;
    for (int first = 0; first < proposals; first += BATCH) {
      int batch = Math.min(BATCH, proposals - first);
      long begin = THREADS.getCurrentThreadCpuTime();
      flow.sample(seed, "proposals", first, batch, phi, null, batchWeights);
      best = Math.min(best, (THREADS.getCurrentThreadCpuTime() - begin) / (double) batch);
      for (int b = 0; b < batch; b++) {
        logWeights[first + b] = batchWeights[b];
        if (chain.propose(batchWeights[b])) {
          series.record(phi, batch, b);
        } else {
          series.repeat();
        }
      }
    }
    ImportanceWeights weights = ImportanceWeights.of(logWeights);
    Estimate logZ = weights.logPartitionFunction();
    System.out.printf(
        "%-8s %-12s %-6s %-14s %-14s %-18s %.4f%n",
        row,
        weights.effectiveSampleSize(),
        GOALS.getOrDefault(row, Double.NaN),
        weights.acceptance(),
        GaugeSeries.tau(series.estimates()[0]),
        Estimate.independent(logZ.value() - torus.logPartitionFunction(), logZ.error(), logZ.n()),
        best * 1e-6);
  }
}
