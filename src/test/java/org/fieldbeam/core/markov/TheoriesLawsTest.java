package org.fieldbeam.core.markov;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.OnAction;
import org.fieldbeam.core.action.U1Action;
import org.fieldbeam.core.action.XyAction;
import org.fieldbeam.core.action.angle.GaugeTorus;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.GammaAverages.Quantity;
import org.fieldbeam.core.markov.angle.HeatBath;
import org.fieldbeam.core.markov.cluster.MetropolisWolff;
import org.fieldbeam.core.markov.hmc.FourierHmc;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.fieldbeam.core.markov.langevin.KernelLangevin;
import org.fieldbeam.core.markov.langevin.Langevin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Vectors, angles and gauge fields have their exact averages, by Langevin (extrapolated to step 0
 * from two steps, with what is left of the order of the step squared, 1e-4 or less), hybrid Monte
 * Carlo and, for vectors, clusters. Seeds are fixed; false-alarm probabilities are those of {@link
 * GammaAverages}: 1e-4 for each test together and 7e-6 for each of its comparisons, of which there
 * are fewer than 20.
 */
final class TheoriesLawsTest {
  private static final long SEED = 20261127;
  private static final int CHAINS = 64;
  private static final double STEP = 0.02;

  /** An action with averages that are known. */
  private record Theory(String name, Action action, double[] exact, Quantity... quantities) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Theory> theories() {
    List<Theory> all = new ArrayList<>();
    for (int n : new int[] {1, 2, 3, 5}) {
      all.add(uncoupled(n, 0.6));
      all.add(free(n, 0.15));
    }
    all.add(ring(5, 0.9));
    all.add(ring(8, 2.0));
    all.add(square(0.7));
    all.add(torus(Lattice.of(4, 4), 1.0));
    all.add(torus(Lattice.of(2, 3), 2.0));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("theories")
  void averagesAreExact(Theory theory) {
    GammaAverages averages = new GammaAverages();
    List<Algorithm> algorithms = new ArrayList<>();
    algorithms.add(new Hmc(1, 10, Integrator.LEAPFROG));
    algorithms.add(new Hmc(1.3, 6, Integrator.MINIMUM_NORM));
    algorithms.add(new FourierHmc(1.3, 10, Integrator.LEAPFROG, 1));
    if (theory.action.vectorForm().isPresent()) {
      algorithms.add(new MetropolisWolff(1.2, 1, 1));
      algorithms.add(new MetropolisWolff(1.2, 1, 0));
    }
    if (theory.action.angleForm().isPresent()) {
      algorithms.add(new HeatBath(1, 0));
    }
    if (theory.action.angleForm().filter(f -> f.neighbourCoupling().isPresent()).isPresent()) {
      algorithms.add(new HeatBath(0, 2));
    }
    if (theory.action.gaugeTorus().isPresent()) {
      algorithms.add(new Hmc(0.3, 2, Integrator.LEAPFROG, 3));
    }
    if (theory.action.exactSampler().isPresent()) {
      algorithms.add(new ExactSamples());
    }
    for (Algorithm algorithm : algorithms) {
      averages.compare(
          theory + " " + algorithm,
          GammaAverages.run(chains(theory.action, algorithm), 60, 200, 1, theory.quantities),
          theory.exact);
    }
    averages.compareExtrapolated(
        theory + " Langevin",
        GammaAverages.run(langevin(theory.action, STEP), 300, 200, 20, theory.quantities),
        GammaAverages.run(langevin(theory.action, STEP / 2), 600, 200, 40, theory.quantities),
        theory.exact);
    averages.assertTogether();
  }

  /**
   * Angles begin hot. Vectors begin cold: a hot start has sites so far out in the tails of a
   * quartic potential that trajectories of these steps are unstable there, and are refused for
   * ever.
   */
  private static MarkovChains chains(Action action, Algorithm algorithm) {
    Start start = action.layout().isAngle() ? Start.hot() : Start.cold();
    return algorithm.start(action, start, SEED, algorithm.toString(), 0, CHAINS);
  }

  private static MarkovChains langevin(Action action, double step) {
    return chains(action, new Langevin(step));
  }

  /** Sites of O(N) without hopping: s = phi . phi has the weight s^(N/2-1) exp(-U(s)). */
  private static Theory uncoupled(int n, double lambda) {
    double[] moments = new double[3];
    double h = 1e-3;
    for (int i = 1; i < 6000; i++) {
      double r = i * h;
      double weight =
          StrictMath.pow(r, n - 1)
              * StrictMath.exp(-r * r * (1 - 2 * lambda + lambda * r * r))
              * (i % 2 == 0 ? 2 : 4);
      // Simpson's end point at r = 0 is there for N = 1 only.
      moments[0] += i == 1 && n == 1 ? weight + 1 : weight;
      moments[1] += weight * r * r;
      moments[2] += weight * r * r * r * r;
    }
    return new Theory(
        "O(" + n + ") without hopping",
        OnAction.of(Lattice.of(2, 3), n, 0, lambda),
        new double[] {moments[1] / moments[0], moments[2] / moments[0]},
        vectors(n, s -> s),
        vectors(n, s -> s * s));
  }

  /** The free field: phi . phi per site is N/V sum_p G(p), G = 1/(2 [1 - 2 kappa sum cos p]). */
  private static Theory free(int n, double kappa) {
    double sum = 0;
    for (int k = 0; k < 4; k++) {
      for (int l = 0; l < 3; l++) {
        double cosines = Math.cos(2 * Math.PI * k / 4) + Math.cos(2 * Math.PI * l / 3);
        sum += 1 / (2 * (1 - 2 * kappa * cosines));
      }
    }
    return new Theory(
        "free O(" + n + ")",
        OnAction.of(Lattice.of(4, 3), n, kappa, 0),
        new double[] {n * sum / 12},
        vectors(n, s -> s));
  }

  /** The mean over the sites of a function of phi . phi. */
  private static Quantity vectors(int n, DoubleUnaryOperator function) {
    return (phi, batch, out) -> {
      int sites = phi.length / batch / n;
      for (int b = 0; b < batch; b++) {
        double sum = 0;
        for (int x = 0; x < sites; x++) {
          double square = 0;
          for (int a = 0; a < n; a++) {
            double value = phi[(x * n + a) * batch + b];
            square += value * value;
          }
          sum += function.applyAsDouble(square);
        }
        out[b] = sum / sites;
      }
    };
  }

  /** exp(-beta cos) I_n(beta), by the trapezoidal rule, exact for periodic functions. */
  private static double bessel(int n, double beta) {
    int points = 64;
    double sum = 0;
    for (int i = 0; i < points; i++) {
      double t = 2 * Math.PI * i / points;
      sum += StrictMath.exp(beta * Math.cos(t)) * Math.cos(n * t) / points;
    }
    return sum;
  }

  /** sum_n I_n^(V-1) I_(n+1) / sum_n I_n^V: of links on a ring and of plaquettes on a torus. */
  private static double characters(int volume, double beta) {
    double above = 0;
    double below = 0;
    for (int n = -20; n <= 20; n++) {
      above += Math.pow(bessel(n, beta), volume - 1) * bessel(n + 1, beta);
      below += Math.pow(bessel(n, beta), volume);
    }
    return above / below;
  }

  /** The mean cosine on links or plaquettes, of which there are a number: -S / (beta number). */
  private static Quantity cosine(Action action, double betaTimesNumber) {
    return (phi, batch, out) -> {
      action.action(phi, batch, out);
      for (int b = 0; b < batch; b++) {
        out[b] /= -betaTimesNumber;
      }
    };
  }

  private static Theory ring(int length, double beta) {
    Action action = XyAction.of(Lattice.of(length), beta);
    return new Theory(
        "XY ring", action, new double[] {characters(length, beta)}, cosine(action, beta * length));
  }

  /** The 2 x 2 lattice: three angles against the fourth, each pair of neighbours joined twice. */
  private static Theory square(double beta) {
    int points = 32;
    double[] cos = new double[points];
    for (int i = 0; i < points; i++) {
      cos[i] = Math.cos(2 * Math.PI * i / points);
    }
    double above = 0;
    double below = 0;
    for (int a = 0; a < points; a++) {
      for (int b = 0; b < points; b++) {
        for (int c = 0; c < points; c++) {
          // Sites 0 (angle 0) - 1 (a) - 3 (c) - 2 (b) - 0.
          double links =
              2
                  * (cos[a]
                      + cos[b]
                      + cos[(a - c + points) % points]
                      + cos[(b - c + points) % points]);
          double weight = StrictMath.exp(beta * links);
          above += weight * links / 8;
          below += weight;
        }
      }
    }
    Action action = XyAction.of(Lattice.of(2, 2), beta);
    return new Theory("XY 2 x 2", action, new double[] {above / below}, cosine(action, beta * 8));
  }

  private static Theory torus(Lattice lattice, double beta) {
    Action action = U1Action.of(lattice, beta);
    GaugeTorus exact = action.gaugeTorus().orElseThrow();
    return new Theory(
        "U(1) " + lattice,
        action,
        new double[] {
          characters(lattice.volume(), beta), exact.susceptibility() * lattice.volume()
        },
        cosine(action, beta * lattice.volume()),
        GaugeTorusTest.chargeSquared(lattice));
  }

  /**
   * Strong coupling: the free energy per site is that of single plaquettes, ln I_0 each, and of the
   * surfaces of cubes in both orientations, 2 u^6, u = I_1/I_0, so that the plaquette is u + 4 (d -
   * 2) u^5 du/dbeta = u + 2 (d - 2) u^5 + O(u^7). The next terms are of order u^9, 1e-5 here.
   */
  @Test
  void strongCouplingInThreeAndFourDimensions() {
    double beta = 0.5;
    double u = bessel(1, beta) / bessel(0, beta);
    GammaAverages averages = new GammaAverages();
    for (int[] shape : new int[][] {{4, 4, 4}, {4, 4, 4, 4}}) {
      int d = shape.length;
      Lattice lattice = Lattice.of(shape);
      Action action = U1Action.of(lattice, beta);
      int plaquettes = lattice.volume() * d * (d - 1) / 2;
      double exact = u + 4 * (d - 2) * Math.pow(u, 5) * (1 - u / beta - u * u);
      int measurements = d == 3 ? 400 : 60;
      Quantity plaquette = cosine(action, beta * plaquettes);
      averages.compare(
          "plaquette d=" + d,
          GammaAverages.run(
              chains(action, new Hmc(1.5, 4, Integrator.LEAPFROG)), 10, measurements, 1, plaquette),
          exact);
      averages.compareExtrapolated(
          "plaquette d=" + d + " Langevin",
          GammaAverages.run(langevin(action, 0.1), 50, measurements, 6, plaquette),
          GammaAverages.run(langevin(action, 0.05), 100, measurements, 12, plaquette),
          exact);
    }
    averages.assertTogether();
  }

  static Stream<Action> interacting() {
    return Stream.of(
        OnAction.of(Lattice.of(4, 4), 2, 0.2, 0.5),
        OnAction.of(Lattice.of(3, 2, 2), 4, 0.15, 1),
        XyAction.of(Lattice.of(4, 4), 1.1),
        XyAction.of(Lattice.of(3, 2, 2), 0.5),
        U1Action.of(Lattice.of(4, 4), 1.5),
        U1Action.of(Lattice.of(3, 3, 3), 1.0),
        U1Action.of(Lattice.of(2, 2, 2, 2), 1.0));
  }

  /** &lt;|grad S|^2&gt; = &lt;Laplacian S&gt;, and algorithms agree on &lt;S&gt; per value. */
  @ParameterizedTest
  @MethodSource("interacting")
  void schwingerDysonIdentityHolds(Action action) {
    GammaAverages averages = new GammaAverages();
    Quantity identity =
        (phi, batch, out) -> {
          double[] force = new double[phi.length];
          action.addForce(phi, batch, 1, force);
          action.laplacian(phi, batch, out);
          for (int i = 0; i < phi.length; i++) {
            out[i % batch] -= force[i] * force[i];
          }
        };
    List<Algorithm> algorithms = new ArrayList<>();
    algorithms.add(new Hmc(1, 6, Integrator.LEAPFROG));
    algorithms.add(new FourierHmc(1.2, 6, Integrator.LEAPFROG, 1));
    if (action.vectorForm().isPresent()) {
      algorithms.add(new MetropolisWolff(1.2, 1, 2));
    }
    if (action.angleForm().isPresent()) {
      algorithms.add(new HeatBath(1, 0));
    }
    for (Algorithm algorithm : algorithms) {
      averages.compare(
          action + " " + algorithm,
          GammaAverages.run(chains(action, algorithm), 60, 150, 1, identity),
          0);
    }
    averages.compareExtrapolated(
        action + " kernel Langevin",
        GammaAverages.run(chains(action, new KernelLangevin(0.02, 1, 1)), 200, 150, 10, identity),
        GammaAverages.run(chains(action, new KernelLangevin(0.01, 1, 1)), 400, 150, 20, identity),
        0);
    averages.assertTogether();
  }
}
