package org.fieldbeam.core.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.core.score.effective.LevelFit;
import org.fieldbeam.core.score.fit.BatchSums;
import org.fieldbeam.core.score.fit.EffectiveActionFit;
import org.fieldbeam.core.score.fit.EffectiveActionSettings;
import org.fieldbeam.core.score.fit.EnsembleStatistics;
import org.fieldbeam.core.score.operator.NoiseLevel;
import org.fieldbeam.core.score.operator.ZeroModeMixture;

/** Ensembles, fits and exactly known models for the tests of fits and samplers. */
public final class FitTestSupport {
  /** Chains of a test ensemble. */
  public static final int CHAINS = 64;

  private FitTestSupport() {}

  /** Batches of one configuration per chain. */
  public static List<double[]> ensemble(
      Action action, Algorithm algorithm, int stride, int configurations) {
    MarkovChains chains = algorithm.start(action, Start.hot(), 3, "generate", 0, CHAINS);
    chains.advance(200);
    List<double[]> steps = new ArrayList<>();
    for (int i = 0; i < configurations / CHAINS; i++) {
      chains.advance(stride);
      steps.add(chains.fields().clone());
    }
    return steps;
  }

  /** The sums over batches of an ensemble. */
  public static double[] accumulate(BatchSums sums, List<double[]> ensemble, int first, int last) {
    double[] total = new double[sums.size()];
    long[] chain = new long[CHAINS];
    long[] step = new long[CHAINS];
    Arrays.setAll(chain, b -> b);
    for (int i = first; i < last; i++) {
      Arrays.fill(step, i);
      sums.accumulate(ensemble.get(i), CHAINS, chain, step, total);
    }
    return total;
  }

  /** A fit with a tenth of the ensemble held out. */
  public static EffectiveActionModel fit(
      EffectiveActionSettings settings, Action action, List<double[]> ensemble) {
    int n = ensemble.size();
    int train = n - n / 10;
    Lattice lattice = action.lattice();
    EnsembleStatistics statistics =
        EnsembleStatistics.of(
            lattice, accumulate(EnsembleStatistics.sums(lattice), ensemble, 0, train));
    EffectiveActionFit fit = new EffectiveActionFit(settings, statistics, action, 5);
    return fit.solve(
        accumulate(fit.sums(), ensemble, 0, train),
        accumulate(fit.sums(), ensemble, train, n),
        Map.of());
  }

  /** {@code <|phi_k|^2>} of the free field: {@code 1 / (2 (1 - 2 kappa sum_mu cos k_mu))}. */
  public static double[] freeSpectrum(MomentumOrbits orbits, double kappa) {
    double[] spectrum = new double[orbits.count()];
    int dimensions = orbits.lattice().dimensions();
    for (int o = 0; o < spectrum.length; o++) {
      // sum_mu cos k_mu = d - phat^2 / 2
      double cosines = dimensions - orbits.latticeMomentumSquared(o) / 2;
      spectrum[o] = 1 / (2 * (1 - 2 * kappa * cosines));
    }
    return spectrum;
  }

  /** The exact model of the free field: no operators, and a zero mode of one Gaussian. */
  public static EffectiveActionModel exactFree(Action free, double kappa, TimeLadder ladder) {
    MomentumOrbits orbits = new MomentumOrbits(free.lattice());
    double[] c = freeSpectrum(orbits, kappa);
    int volume = free.lattice().volume();
    List<LevelFit> levels = new ArrayList<>();
    for (int level = 1; level <= ladder.levels(); level++) {
      double[] curvature = new double[c.length];
      double tau = ladder.tau(level);
      Arrays.setAll(curvature, o -> 1 / (c[o] + tau));
      double[] quadratic = curvature.clone();
      quadratic[0] = 0;
      levels.add(
          new LevelFit(
              tau,
              quadratic,
              new double[] {1},
              curvature,
              0,
              new LevelFit.Diagnostics(0, 1, 1, Double.NaN)));
    }
    ZeroModeMixture mixture = new ZeroModeMixture(new double[] {0}, c[0] / volume, volume);
    return new EffectiveActionModel(
        free, ladder, c, c[0] / volume, mixture, List.of(), levels, Map.of());
  }

  /**
   * A model of phi^4 whose levels are smooth in tau down to the true action: not a good one, but
   * one in which an integrator shows its order. {@code A_k(tau) = A_k(0) + 1/(C_k + tau) - 1/C_k}
   * and {@code c_4(tau) = lambda s^4 exp(-tau)}, s that of tau.
   */
  public static EffectiveActionModel smooth(
      Lattice lattice, double kappa, double lambda, TimeLadder ladder) {
    MomentumOrbits orbits = new MomentumOrbits(lattice);
    int volume = lattice.volume();
    double[] c = freeSpectrum(orbits, kappa / 2);
    double[] mass = freeSpectrum(orbits, kappa);
    List<LevelFit> levels = new ArrayList<>();
    for (int level = 1; level <= ladder.levels(); level++) {
      double tau = ladder.tau(level);
      double[] quadratic = new double[c.length];
      Arrays.setAll(quadratic, o -> 1 / mass[o] - 4 * lambda + 1 / (c[o] + tau) - 1 / c[o]);
      double s = new NoiseLevel(orbits, tau, c, c[0] / volume).scale();
      levels.add(
          new LevelFit(
              tau,
              quadratic,
              new double[] {0, lambda * Math.pow(s, 4) * Math.exp(-tau)},
              quadratic,
              0,
              new LevelFit.Diagnostics(0, 1, 1, Double.NaN)));
    }
    ZeroModeMixture mixture = new ZeroModeMixture(new double[] {0}, c[0] / volume, volume);
    return new EffectiveActionModel(
        Phi4.of(lattice, kappa, lambda),
        ladder,
        c,
        c[0] / volume,
        mixture,
        List.of("f4"),
        levels,
        Map.of());
  }
}
