package org.fieldbeam.bench;

import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.fourier.PackedField;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.score.operator.EffectiveAction;
import org.fieldbeam.core.score.operator.NoiseLevel;
import org.fieldbeam.core.score.operator.Operator;
import org.fieldbeam.core.score.operator.OperatorBasis;
import org.fieldbeam.core.score.operator.ScoreScratch;

/**
 * Cost of the effective action on one core: microseconds per field of the Fourier transform (with
 * its speed, counting 2.5 V log2 V operations a real field), of the fused gradient with and without
 * the Laplacian, and of the gradients of all operators one by one, which the fit needs.
 *
 * <p>Argument: rounds (default 100). The least time of the rounds counts, for other processes can
 * only slow a round down.
 */
public final class ScoreSpeed {
  private static final List<String> OPERATORS =
      List.of("f4", "f6", "f8", "33G", "22G2", "cos1", "cos2", "cos3");

  /** Levels evaluated in turn, as a flow does, so that kernels are not always in the cache. */
  private static final int LEVELS = 4;

  private ScoreSpeed() {}

  /** Runs the benchmark. */
  public static void main(String[] args) {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 100;
    System.out.println("us per field      FFT  GFlop/s  gradient  +Laplacian  operators");
    for (int[] shape : new int[][] {{8, 8}, {16, 16}, {32, 32}, {64, 64}, {16, 16, 16}}) {
      new Case(Lattice.of(shape)).run(rounds);
    }
  }

  private static final class Case {
    final Lattice lattice;
    final BatchFft fft;
    final ScoreScratch scratch;
    final EffectiveAction[] actions = new EffectiveAction[LEVELS];
    final OperatorBasis basis;
    final PackedField phi;
    final PackedField space;
    final PackedField gradient;
    final PackedField[] gradients;
    final double[] laplacian;

    Case(Lattice lattice) {
      this.lattice = lattice;
      MomentumOrbits orbits = new MomentumOrbits(lattice);
      fft = new BatchFft(lattice, BatchFft.preferredWidth(lattice));
      scratch = new ScoreScratch(fft);
      List<Operator> operators = Operator.parseAll(OPERATORS, lattice);
      double[] spectrum = new double[orbits.count()];
      double[] quadratic = new double[orbits.count()];
      for (int o = 0; o < spectrum.length; o++) {
        spectrum[o] = 1 / (.05 + orbits.latticeMomentumSquared(o));
        quadratic[o] = 1 / (1 + spectrum[o]);
      }
      double[] coefficients = new double[operators.size()];
      Arrays.fill(coefficients, .01);
      for (int i = 0; i < LEVELS; i++) {
        NoiseLevel level = new NoiseLevel(orbits, .3 * (i + 1), spectrum, .5);
        actions[i] = new EffectiveAction(level, operators, quadratic, coefficients, null, 0, fft);
      }
      basis = new OperatorBasis(new NoiseLevel(orbits, .3, spectrum, .5), operators, null, fft);
      phi = fft.newMomentum();
      space = fft.newSpace();
      gradient = fft.newMomentum();
      gradients = new PackedField[basis.size()];
      for (int o = 0; o < gradients.length; o++) {
        gradients[o] = fft.newMomentum();
      }
      laplacian = new double[fft.fields()];
      double[] noise = new double[lattice.volume() * fft.fields()];
      Streams.of(1, "bench/score", 0, 0).gaussians(noise, 0, 1, noise.length);
      fft.load(noise, fft.fields(), 0, fft.fields(), space);
      fft.forward(space, phi);
    }

    void run(int rounds) {
      Runnable[] work = {
        this::transforms,
        () -> evaluate(null),
        () -> evaluate(laplacian),
        () -> basis.gradients(phi, gradients, null, scratch)
      };
      // What one call of the work above is worth, in fields.
      double fields = fft.fields();
      double[] units = {2 * fields, LEVELS * fields, LEVELS * fields, fields};
      double[] best = new double[work.length];
      Arrays.fill(best, Double.POSITIVE_INFINITY);
      int repeats = 1 + 100_000 / (lattice.volume() * fft.fields());
      for (int round = 0; round < rounds; round++) {
        for (int w = 0; w < work.length; w++) {
          long start = System.nanoTime();
          for (int r = 0; r < repeats; r++) {
            work[w].run();
          }
          double time = (System.nanoTime() - start) * 1e-3 / repeats / units[w];
          best[w] = Math.min(best[w], time);
        }
      }
      double volume = lattice.volume();
      double operations = 2.5 * volume * Math.log(volume) / Math.log(2);
      System.out.printf(
          "%-14s %6.3f  %7.1f  %8.2f  %10.2f  %9.2f%n",
          Arrays.toString(lattice.shape()),
          best[0],
          operations * 1e-3 / best[0],
          best[1],
          best[2],
          best[3]);
    }

    private void transforms() {
      gradient.set(phi);
      fft.inverse(gradient, space);
      fft.forward(space, gradient);
    }

    private void evaluate(double[] out) {
      for (EffectiveAction action : actions) {
        action.evaluate(phi, gradient, out, scratch);
      }
    }
  }
}
