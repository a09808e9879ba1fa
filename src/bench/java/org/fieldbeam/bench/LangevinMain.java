package org.fieldbeam.bench;

import java.util.Locale;
import java.util.function.DoubleSupplier;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.action.ComplexScalar;
import org.fieldbeam.core.action.SitePolynomial;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.ComplexLangevin;
import org.fieldbeam.core.markov.ComplexLangevinChains;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.markov.langevin.Langevin;

/**
 * The cost of Langevin dynamics of one site, to be set beside {@code src/bench/c/langevin.c}, which
 * takes the same arguments: {@code real|complex CHAINS UPDATES REPETITIONS}.
 *
 * <p>Prints nanoseconds per update of a site, noise included, on one core: the least of the
 * repetitions, so that neither compilation nor other work on the machine counts.
 */
public final class LangevinMain {
  private static final double STEP = 0.0003;

  private LangevinMain() {}

  public static void main(String[] args) {
    if (args.length != 4) {
      System.err.println("usage: LangevinMain real|complex CHAINS UPDATES REPETITIONS");
      System.exit(2);
    }
    int chains = Integer.parseInt(args[1]);
    int updates = Integer.parseInt(args[2]);
    Runnable advance;
    DoubleSupplier square;
    Lattice site = Lattice.of(1);
    if (args[0].equals("complex")) {
      ComplexAction action =
          ComplexScalar.quartic(site, new double[] {-4, 10}, new double[] {1, 0});
      ComplexLangevinChains running =
          new ComplexLangevin(
                  STEP, ComplexLangevin.Scheme.EULER, ComplexLangevin.phaseOf(action), 1000)
              .start(action, Start.cold(), 1, "bench", 0, chains);
      double[] re = new double[chains];
      double[] im = new double[chains];
      advance = () -> running.advance(updates);
      square =
          () -> {
            running.copyFields(re, im);
            return squares(re) - squares(im);
          };
    } else {
      MarkovChains running =
          new Langevin(STEP)
              .start(SitePolynomial.quartic(site, -4, 1), Start.cold(), 1, "bench", 0, chains);
      advance = () -> running.advance(updates);
      square = () -> squares(running.fields());
    }
    double best = Double.POSITIVE_INFINITY;
    for (int r = 0; r < Integer.parseInt(args[3]); r++) {
      long start = System.nanoTime();
      advance.run();
      best = Math.min(best, (System.nanoTime() - start) / (double) updates / chains);
    }
    System.out.printf(
        Locale.ROOT,
        "%.3f ns per update of a site, %.1f million a second, Re <z^2> %.4f%n",
        best,
        1e3 / best,
        square.getAsDouble());
  }

  private static double squares(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value / values.length;
    }
    return sum;
  }
}
