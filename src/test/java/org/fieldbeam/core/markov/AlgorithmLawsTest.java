package org.fieldbeam.core.markov;

import static org.fieldbeam.core.markov.ChainAverages.CHAINS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.FreeField;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.action.SitePolynomial;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.cluster.MetropolisWolff;
import org.fieldbeam.core.markov.hmc.FourierHmc;
import org.fieldbeam.core.markov.hmc.FourierKinetic;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.fieldbeam.core.markov.hmc.Kinetic;
import org.fieldbeam.core.markov.hmc.UnitKinetic;
import org.fieldbeam.core.markov.langevin.Langevin;
import org.fieldbeam.core.random.Streams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every algorithm samples exp(-S). Seeds are fixed; each comparison has the false-alarm probability
 * 1e-6 (see {@link ChainAverages}).
 */
final class AlgorithmLawsTest {
  private static final long SEED = 20240601;

  static Stream<Algorithm> exactAlgorithms() {
    return Stream.of(
        new Hmc(1.0, 5, Integrator.LEAPFROG),
        new Hmc(1.0, 2, Integrator.MINIMUM_NORM),
        new FourierHmc(1.5, 4, Integrator.LEAPFROG, 0.8),
        new FourierHmc(1.5, 2, Integrator.MINIMUM_NORM, 0.8),
        new MetropolisWolff(1.5, 1, 1));
  }

  static Stream<Arguments> exactAlgorithmsOnLattices() {
    List<Arguments> all = new ArrayList<>();
    int[][] shapes = {{1}, {6}, {4, 4}, {2, 3}, {3, 5}, {4, 3, 2}, {2, 2, 3, 2}};
    for (int[] shape : shapes) {
      exactAlgorithms().forEach(algorithm -> all.add(Arguments.of(algorithm, Lattice.of(shape))));
    }
    return all.stream();
  }

  private static MarkovChains chains(Algorithm algorithm, Action action) {
    return algorithm.start(action, Start.hot(), SEED, "laws", 0, CHAINS);
  }

  /** < sum_x phi_x dS/dphi_x > = V. */
  @ParameterizedTest
  @MethodSource("exactAlgorithmsOnLattices")
  void schwingerDysonIdentityHolds(Algorithm algorithm, Lattice lattice) {
    Action action = Phi4.of(lattice, 0.15, 0.1);
    ChainAverages.of(
            chains(algorithm, action),
            60,
            60,
            1,
            (chains, b) -> {
              double[] phi = ChainAverages.field(chains, b);
              double[] gradient = new double[phi.length];
              action.addForce(phi, 1, -1, gradient);
              double sum = 0;
              for (int x = 0; x < phi.length; x++) {
                sum += phi[x] * gradient[x];
              }
              return sum;
            })
        .assertIs(lattice.volume(), "<phi dS/dphi>");
  }

  /** The sites are independent at kappa = 0; moments by quadrature to 9 digits. */
  @ParameterizedTest
  @MethodSource("exactAlgorithms")
  void uncoupledSitesHaveTheExactMoments(Algorithm algorithm) {
    Action action = Phi4.of(Lattice.of(2, 4), 0, 0.022);
    ChainAverages.of(chains(algorithm, action), 40, 120, 1, (c, b) -> ChainAverages.power(c, b, 2))
        .assertIs(0.490937140, "<phi^2>");
    ChainAverages.of(chains(algorithm, action), 40, 120, 1, (c, b) -> ChainAverages.power(c, b, 4))
        .assertIs(0.696911235, "<phi^4>");
  }

  /** G(p) = 1 / (2 [1 - 2 kappa sum cos p]) for the constant, the alternating and a plane wave. */
  @ParameterizedTest
  @MethodSource("exactAlgorithms")
  void freeFieldHasItsPropagator(Algorithm algorithm) {
    double kappa = 0.2;
    Lattice lattice = Lattice.of(4, 6);
    Action action = FreeField.of(lattice, kappa);
    for (int[] n : new int[][] {{0, 0}, {1, 0}, {0, 1}, {1, 2}, {2, 3}}) {
      double p0 = 2 * Math.PI * n[0] / 4;
      double p1 = 2 * Math.PI * n[1] / 6;
      ChainAverages.of(
              chains(algorithm, action),
              40,
              60,
              1,
              (chains, b) -> {
                double[] phi = ChainAverages.field(chains, b);
                double re = 0;
                double im = 0;
                for (int x = 0; x < phi.length; x++) {
                  double angle = p0 * lattice.coordinate(x, 0) + p1 * lattice.coordinate(x, 1);
                  re += phi[x] * Math.cos(angle);
                  im += phi[x] * Math.sin(angle);
                }
                return (re * re + im * im) / phi.length;
              })
          .assertIs(
              1 / (2 * (1 - 2 * kappa * (Math.cos(p0) + Math.cos(p1)))),
              "G(" + n[0] + "," + n[1] + ")");
    }
  }

  /** |M| and phi^2 near the critical point of the infinite lattice agree between algorithms. */
  @Test
  void algorithmsAgreeNearTheCriticalPoint() {
    for (double kappa : new double[] {0.26, 0.27}) {
      Action action = Phi4.of(Lattice.of(4, 4), kappa, 0.022);
      List<ChainAverages> magnetizations = new ArrayList<>();
      List<ChainAverages> squares = new ArrayList<>();
      exactAlgorithms()
          .forEach(
              algorithm -> {
                magnetizations.add(
                    ChainAverages.of(
                        chains(algorithm, action),
                        200,
                        400,
                        1,
                        (c, b) -> Math.abs(ChainAverages.power(c, b, 1))));
                squares.add(
                    ChainAverages.of(
                        chains(algorithm, action),
                        200,
                        400,
                        1,
                        (c, b) -> ChainAverages.power(c, b, 2)));
              });
      for (int i = 1; i < magnetizations.size(); i++) {
        magnetizations.get(i).assertAgrees(magnetizations.get(0), "|M|");
        squares.get(i).assertAgrees(squares.get(0), "phi^2");
      }
    }
  }

  /** Integrators with an energy violation of order one make this a test of the Metropolis step. */
  @ParameterizedTest
  @MethodSource("exactAlgorithms")
  void exponentialOfTheEnergyViolationHasMeanOne(Algorithm algorithm) {
    MarkovChains chains = chains(algorithm, Phi4.of(Lattice.of(4, 6), 0.24, 0.2));
    if (algorithm instanceof MetropolisWolff) {
      chains.advance(1);
      assertTrue(Double.isNaN(chains.deltaH(0)));
      return;
    }
    ChainAverages.of(chains, 60, 100, 1, (c, b) -> StrictMath.exp(-c.deltaH(b)))
        .assertIs(1, "<exp(-Delta H)>");
  }

  /**
   * The Euler-Maruyama scheme for S = a x^2 has the stationary variance 1 / (2a (1 - a eps)): a
   * large step tells it from every wrong noise.
   */
  @Test
  void langevinHasTheVarianceOfItsScheme() {
    double a = 0.8;
    double eps = 0.4;
    Action action = SitePolynomial.quartic(Lattice.of(3), a, 0);
    ChainAverages.of(
            chains(new Langevin(eps), action), 50, 400, 1, (c, b) -> ChainAverages.power(c, b, 2))
        .assertIs(1 / (2 * a * (1 - a * eps)), "<x^2>");
  }

  /**
   * Stochastic quantisation of S = -4 x^2 + x^4 from N(0,1) over time 1 in 2^6 steps: exact moments
   * of the discrete process (quadrature). False-alarm probability 1e-6 each.
   */
  @Test
  void langevinFollowsTheDiscreteProcessOfTheToyModel() {
    Action action = SitePolynomial.quartic(Lattice.of(1), -4, 1);
    int chains = 128 * 1024;
    MarkovChains langevin =
        new Langevin(1.0 / 64).start(action, Start.hot(), SEED, "toy", 0, chains);
    langevin.advance(64);
    double[] x = langevin.fields();
    double[] squares = new double[CHAINS];
    double[] fourths = new double[CHAINS];
    for (int i = 0; i < chains; i++) {
      double square = x[i] * x[i];
      squares[i % CHAINS] += square / 1024;
      fourths[i % CHAINS] += square * square / 1024;
    }
    ChainAverages.ofChains(squares).assertIs(1.812732, "<x^2>");
    ChainAverages.ofChains(fourths).assertIs(0.619964 + 1.812732 * 1.812732, "<x^4>");
  }

  /** Delta H falls as the square of the step, on one and the same trajectory. */
  @Test
  void energyViolationIsOfSecondOrder() {
    Action action = Phi4.of(Lattice.of(4, 6), 0.26, 0.1);
    double[] start =
        new Hmc(1, 10, Integrator.LEAPFROG)
            .start(action, Start.hot(), SEED, "order", 0, CHAINS)
            .fields();
    for (Integrator integrator : Integrator.values()) {
      double plain = root(action, start, new Hmc(1, 40, integrator));
      double plainHalf = root(action, start, new Hmc(1, 80, integrator));
      assertEquals(4, plain / plainHalf, 0.1, "HMC, " + integrator);
      double fourier = root(action, start, new FourierHmc(1, 40, integrator, 0.7));
      double fourierHalf = root(action, start, new FourierHmc(1, 80, integrator, 0.7));
      assertEquals(4, fourier / fourierHalf, 0.1, "Fourier HMC, " + integrator);
    }
  }

  private static double root(Action action, double[] start, Algorithm algorithm) {
    MarkovChains chains = algorithm.start(action, Start.given(start), SEED, "order", 0, CHAINS);
    chains.advance(1);
    double sum = 0;
    for (int b = 0; b < CHAINS; b++) {
      sum += chains.deltaH(b) * chains.deltaH(b);
    }
    return Math.sqrt(sum);
  }

  /** At equal cost the minimum-norm scheme violates the energy less. */
  @Test
  void minimumNormBeatsLeapfrogAtEqualCost() {
    Action action = Phi4.of(Lattice.of(4, 6), 0.26, 0.1);
    double[] start =
        new Hmc(1, 10, Integrator.LEAPFROG)
            .start(action, Start.hot(), SEED, "order", 0, CHAINS)
            .fields();
    double leapfrog = root(action, start, new Hmc(1, 40, Integrator.LEAPFROG));
    double minimumNorm = root(action, start, new Hmc(1, 20, Integrator.MINIMUM_NORM));
    assertTrue(minimumNorm < leapfrog / 2, minimumNorm + " against " + leapfrog);
  }

  /** Forward, momenta reversed, and back: the start, for both kinetic energies. */
  @Test
  void trajectoriesAreReversible() {
    Lattice lattice = Lattice.of(4, 6);
    Action action = Phi4.of(lattice, 0.26, 0.1);
    int batch = 3;
    double[] phi = chains(new Langevin(0.01), action).fields().clone();
    phi = Arrays.copyOf(phi, lattice.volume() * batch);
    for (Integrator integrator : Integrator.values()) {
      for (Kinetic kinetic :
          new Kinetic[] {new UnitKinetic(), new FourierKinetic(action.layout(), 0.7, batch)}) {
        double[] x = phi.clone();
        double[] p = new double[x.length];
        Streams.of(SEED, "momenta", 0, 0).gaussians(p, 0, 1, p.length);
        double[] momenta = p.clone();
        Integrator.Motion motion =
            new Integrator.Motion() {
              @Override
              public void kick(double time) {
                action.addForce(x, batch, time, p);
              }

              @Override
              public void kickAndDrift(double kickTime, double driftTime) {
                kick(kickTime);
                double[] velocity = kinetic.velocity(p);
                for (int i = 0; i < x.length; i++) {
                  x[i] += driftTime * velocity[i];
                }
              }
            };
        integrator.integrate(1, 10, motion);
        double moved = 0;
        for (int i = 0; i < p.length; i++) {
          moved = Math.max(moved, Math.abs(x[i] - phi[i]));
          p[i] = -p[i];
        }
        assertTrue(moved > 0.1);
        integrator.integrate(1, 10, motion);
        for (int i = 0; i < p.length; i++) {
          assertEquals(phi[i], x[i], 1e-12);
          assertEquals(-momenta[i], p[i], 1e-12);
        }
      }
    }
  }
}
