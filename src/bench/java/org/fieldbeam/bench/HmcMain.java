package org.fieldbeam.bench;

import java.util.Locale;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;

/**
 * The cost of Hybrid Monte Carlo, to be set beside {@code src/bench/c/hmc.c}, which takes the same
 * arguments: {@code L KAPPA LAMBDA LENGTH STEPS TRAJECTORIES REPETITIONS}.
 *
 * <p>Prints microseconds per trajectory and chain, 16 chains in lockstep on one core: the least of
 * the repetitions, so that neither compilation nor other work on the machine counts.
 */
public final class HmcMain {
  private static final int CHAINS = 16;

  private HmcMain() {}

  public static void main(String[] args) {
    if (args.length != 7) {
      System.err.println("usage: HmcMain L KAPPA LAMBDA LENGTH STEPS TRAJECTORIES REPETITIONS");
      System.exit(2);
    }
    int extent = Integer.parseInt(args[0]);
    Action action =
        Phi4.of(
            Lattice.of(extent, extent), Double.parseDouble(args[1]), Double.parseDouble(args[2]));
    Hmc hmc = new Hmc(Double.parseDouble(args[3]), Integer.parseInt(args[4]), Integrator.LEAPFROG);
    int trajectories = Integer.parseInt(args[5]);
    int repetitions = Integer.parseInt(args[6]);
    MarkovChains chains = hmc.start(action, Start.hot(), 1, "bench", 0, CHAINS);
    double best = Double.POSITIVE_INFINITY;
    double squares = 0;
    long accepted = 0;
    for (int r = 0; r < repetitions; r++) {
      long start = System.nanoTime();
      chains.advance(trajectories);
      double time = (System.nanoTime() - start) * 1e-3 / trajectories / CHAINS;
      best = Math.min(best, time);
      double[] phi = chains.fields();
      for (double value : phi) {
        squares += value * value / phi.length / repetitions;
      }
      for (int b = 0; b < CHAINS; b++) {
        accepted += chains.accepted(b) ? 1 : 0;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%.3f us per trajectory and chain, acceptance %.4f, <phi^2> %.4f%n",
        best,
        accepted / (double) (repetitions * CHAINS),
        squares);
  }
}
