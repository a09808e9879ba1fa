package org.fieldbeam.core.markov.langevin;

import static org.fieldbeam.core.markov.ChainAverages.CHAINS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.FreeField;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.action.SitePolynomial;
import org.fieldbeam.core.exact.SiteLaw;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.ChainAverages;
import org.fieldbeam.core.markov.ExactSamples;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.statistics.KolmogorovSmirnov;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Langevin dynamics with a kernel, and exact sites. Seeds are fixed; each comparison has the
 * false-alarm probability 1e-6 (see {@link ChainAverages}).
 */
final class KernelLangevinTest {
  private static final long SEED = 20240601;

  /** Real part of the mode (n0, n1), normalised so that its variance is half of G or all of it. */
  private static double mode(MarkovChains chains, int b, int n0, int n1) {
    Lattice lattice = chains.lattice();
    double[] phi = ChainAverages.field(chains, b);
    double sum = 0;
    for (int x = 0; x < phi.length; x++) {
      double angle =
          2
              * Math.PI
              * ((double) n0 * lattice.coordinate(x, 0) / lattice.extent(0)
                  + (double) n1 * lattice.coordinate(x, 1) / lattice.extent(1));
      sum += phi[x] * Math.cos(angle);
    }
    return sum / Math.sqrt(phi.length);
  }

  /**
   * The free field at a large step: variance (1/M) / (1 - eps K M / 2) and correlation (1 - eps K
   * M)^3 after three updates, for modes from slow to fast, which tells every wrong kernel or noise.
   */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 1",
    "1, 0, 1",
    "0, 1, 1",
    "1, 2, 1",
    "2, 3, 1",
    "0, 0, 0.5",
    "2, 3, 0.5",
    "1, 2, -0.3"
  })
  void modesOfTheFreeFieldFollowTheLawOfTheScheme(int n0, int n1, double exponent) {
    double kappa = 0.2;
    double mass = 0.8;
    double eps = exponent == 1 ? 1.5 : 0.25;
    Lattice lattice = Lattice.of(4, 6);
    double p0 = Math.PI * n0 / 4;
    double p1 = Math.PI * n1 / 6;
    double phat2 = 4 * (Math.pow(Math.sin(p0), 2) + Math.pow(Math.sin(p1), 2));
    double m = 2 * kappa * (phat2 + 1 / kappa - 4);
    double k = Math.pow(phat2 + mass * mass, -exponent);
    boolean real = n0 % 2 == 0 && n1 % 3 == 0;
    double variance = (real ? 1 : 0.5) / m / (1 - eps * k * m / 2);
    MarkovChains chains =
        new KernelLangevin(eps, mass, exponent)
            .start(FreeField.of(lattice, kappa), Start.hot(), SEED, "free", 0, CHAINS);
    double decay = 1 - eps * k * m;
    chains.advance((int) Math.ceil(20 / -Math.log(Math.abs(decay))));
    double[] squares = new double[CHAINS];
    double[] products = new double[CHAINS];
    int measurements = 150;
    for (int i = 0; i < measurements; i++) {
      double[] before = new double[CHAINS];
      for (int b = 0; b < CHAINS; b++) {
        before[b] = mode(chains, b, n0, n1);
      }
      chains.advance(3);
      for (int b = 0; b < CHAINS; b++) {
        double after = mode(chains, b, n0, n1);
        squares[b] += after * after / measurements;
        products[b] += before[b] * after / measurements;
      }
    }
    ChainAverages.ofChains(squares).assertIs(variance, "variance");
    ChainAverages.ofChains(products).assertIs(variance * Math.pow(decay, 3), "covariance");
  }

  /** Exponent 0 is the Langevin equation: the same numbers up to the rounding of the transforms. */
  @Test
  void withExponentZeroItIsPlainLangevin() {
    Action action = Phi4.of(Lattice.of(4, 6), 0.22, 0.05);
    MarkovChains plain = new Langevin(0.05).start(action, Start.hot(), SEED, "p", 3, 5);
    MarkovChains kernel =
        new KernelLangevin(0.05, 0.7, 0).start(action, Start.hot(), SEED, "p", 3, 5);
    plain.advance(20);
    kernel.advance(20);
    assertArrayEquals(plain.fields(), kernel.fields(), 1e-10);
  }

  /** On one site the kernel is a change of the unit of time. */
  @Test
  void onOneSiteTheKernelRescalesTime() {
    Action action = SitePolynomial.quartic(Lattice.of(1), -1, 1);
    MarkovChains plain = new Langevin(0.02 / 4).start(action, Start.hot(), SEED, "p", 0, 9);
    MarkovChains kernel =
        new KernelLangevin(0.02, 2, 1).start(action, Start.hot(), SEED, "p", 0, 9);
    plain.advance(50);
    kernel.advance(50);
    assertArrayEquals(plain.fields(), kernel.fields(), 1e-12);
  }

  /** A chain is the same in every batch, and when it is stopped and goes on. */
  @Test
  void chainsDoNotDependOnTheBatch() {
    Action action = Phi4.of(Lattice.of(4, 4), 0.25, 0.02);
    for (Algorithm algorithm :
        new Algorithm[] {new KernelLangevin(0.1, 0.5, 1), new ExactSamples()}) {
      Action local =
          algorithm instanceof ExactSamples
              ? SitePolynomial.quartic(Lattice.of(4, 4), -4, 1)
              : action;
      MarkovChains many = algorithm.start(local, Start.hot(), SEED, "p", 0, 7);
      many.advance(5);
      double[] field = ChainAverages.field(many, 6);
      MarkovChains one = algorithm.start(local, Start.hot(), SEED, "p", 6, 1);
      one.advance(2);
      one = algorithm.start(local, Start.given(one.fields(), one.step()), SEED, "p", 6, 1);
      one.advance(3);
      assertArrayEquals(field, one.fields());
    }
  }

  /**
   * phi^4 near the critical point: M forgets faster. Both steps are about a fifth of their
   * stability limits, so that the errors of the schemes are alike. The size of the gain is known
   * from runs only: the correlation of M with M 25 updates later is above 0.8 without the kernel
   * and below 0.4 with it, each by some 5 standard errors of this test.
   */
  @Test
  void kernelAcceleratesPhi4() {
    Lattice lattice = Lattice.of(16, 16);
    Action action = Phi4.of(lattice, 0.26, 0.022);
    double plain = correlation(new Langevin(0.1), action, 1500);
    double kernel = correlation(new KernelLangevin(0.6, 0.3, 1), action, 300);
    assertTrue(plain > 0.8, "without kernel " + plain);
    assertTrue(kernel < 0.4, "with kernel " + kernel);
  }

  /** Correlation of M with itself 25 updates later, over 64 chains from a thermalized start. */
  private static double correlation(Algorithm algorithm, Action action, int thermalization) {
    MarkovChains chains = algorithm.start(action, Start.hot(), SEED, "tau", 0, 64);
    chains.advance(thermalization);
    double product = 0;
    double square = 0;
    for (int i = 0; i < 4; i++) {
      double[] before = new double[64];
      for (int b = 0; b < 64; b++) {
        before[b] = ChainAverages.power(chains, b, 1);
      }
      chains.advance(25);
      for (int b = 0; b < 64; b++) {
        double after = ChainAverages.power(chains, b, 1);
        product += before[b] * after;
        square += (before[b] * before[b] + after * after) / 2;
      }
    }
    return product / square;
  }

  /** Kolmogorov-Smirnov at false-alarm probability 1e-6, and independence of updates and sites. */
  @Test
  void exactSitesHaveTheLawOfTheAction() {
    SitePolynomial action = SitePolynomial.quartic(Lattice.of(2), -4, 1);
    SiteLaw law = SiteLaw.of(action);
    int batch = 4096;
    MarkovChains chains = new ExactSamples().start(action, Start.cold(), SEED, "e", 0, batch);
    double[] all = new double[4 * 2 * batch];
    double[] lag = new double[CHAINS];
    for (int n = 0; n < 4; n++) {
      chains.advance(1);
      double[] x = chains.fields();
      System.arraycopy(x, 0, all, n * 2 * batch, 2 * batch);
      for (int b = 0; b < batch; b++) {
        lag[b % CHAINS] += x[b] * x[batch + b] / (4.0 * batch / CHAINS);
        if (n > 0) {
          lag[b % CHAINS] += all[(n - 1) * 2 * batch + b] * x[b] / (4.0 * batch / CHAINS);
        }
      }
    }
    KolmogorovSmirnov test = KolmogorovSmirnov.of(all, law::cumulative);
    assertTrue(test.probability() > 1e-6, () -> "p " + test.probability());
    ChainAverages.ofChains(lag).assertIs(0, "correlation of sites and updates");
  }

  @Test
  void refusesWhatItCannotDo() {
    assertThrows(IllegalArgumentException.class, () -> new KernelLangevin(0, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new KernelLangevin(0.1, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new KernelLangevin(0.1, 1, Double.NaN));
    Action coupled = Phi4.of(Lattice.of(4), 0.2, 0.1);
    assertThrows(
        IllegalArgumentException.class,
        () -> new ExactSamples().start(coupled, Start.hot(), 1, "e", 0, 1));
    assertEquals("exact", new ExactSamples().name());
  }
}
