package org.fieldbeam.core.markov;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.ActionDescription;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.action.SitePolynomial;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.cluster.MetropolisWolff;
import org.fieldbeam.core.markov.hmc.FourierHmc;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.fieldbeam.core.markov.langevin.Langevin;
import org.fieldbeam.core.random.Streams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for the mechanics of chains, exactly. */
final class MarkovChainsTest {

  static Stream<Algorithm> algorithms() {
    return Stream.of(
        new Langevin(0.01),
        new Hmc(1.0, 4, Integrator.LEAPFROG),
        new Hmc(1.0, 2, Integrator.MINIMUM_NORM),
        new FourierHmc(1.5, 3, Integrator.LEAPFROG, 0.8),
        new MetropolisWolff(1.5, 2, 2));
  }

  private static final Lattice[] LATTICES = {
    Lattice.of(1), Lattice.of(5), Lattice.of(4, 6), Lattice.of(3, 4), Lattice.of(2, 3, 4)
  };

  @ParameterizedTest
  @MethodSource("algorithms")
  void aChainDoesNotDependOnItsBatch(Algorithm algorithm) {
    for (Lattice lattice : LATTICES) {
      Action action = Phi4.of(lattice, 0.2, 0.1);
      int batch = 37;
      MarkovChains all = algorithm.start(action, Start.hot(), 5, "batch", 100, batch);
      all.advance(4);
      double[] actions = new double[batch];
      all.action(actions);
      for (int chain : new int[] {100, 105, 116, 136}) {
        MarkovChains alone = algorithm.start(action, Start.hot(), 5, "batch", chain, 1);
        alone.advance(1);
        alone.advance(3);
        int b = chain - 100;
        assertArrayEquals(
            ChainAverages.field(alone, 0), ChainAverages.field(all, b), 0.0, "chain " + chain);
        assertEquals(alone.deltaH(0), all.deltaH(b), 0.0);
        assertEquals(alone.accepted(0), all.accepted(b));
        double[] action1 = new double[1];
        alone.action(action1);
        assertEquals(action1[0], actions[b], 0.0);
      }
    }
  }

  @Test
  void manyUpdatesInTilesAreTheSameAsOneByOne() {
    Action action = SitePolynomial.quartic(Lattice.of(1), -4, 1);
    MarkovChains tiled = new Langevin(0.001).start(action, Start.hot(), 5, "tiles", 7, 150);
    MarkovChains single = new Langevin(0.001).start(action, Start.hot(), 5, "tiles", 7, 150);
    for (int updates : new int[] {3, 300, 1, 32, 5}) {
      tiled.advance(updates);
      for (int i = 0; i < updates; i++) {
        single.advance(1);
      }
      assertArrayEquals(single.fields(), tiled.fields(), 0.0);
    }
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void aStoppedChainGoesOnExactly(Algorithm algorithm) {
    for (Lattice lattice : LATTICES) {
      Action action = Phi4.of(lattice, 0.2, 0.1);
      MarkovChains through = algorithm.start(action, Start.hot(), 5, "restart", 3, 4);
      through.advance(3);
      MarkovChains resumed =
          algorithm.start(action, Start.given(through.fields(), 3), 5, "restart", 3, 4);
      through.advance(4);
      resumed.advance(4);
      assertEquals(7, resumed.step());
      assertArrayEquals(through.fields(), resumed.fields(), 0.0);
    }
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void seedPurposeAndChainChangeTheChain(Algorithm algorithm) {
    Action action = Phi4.of(Lattice.of(4, 4), 0.2, 0.1);
    double[][] fields = new double[4][];
    MarkovChains[] chains = {
      algorithm.start(action, Start.cold(), 5, "a", 0, 1),
      algorithm.start(action, Start.cold(), 6, "a", 0, 1),
      algorithm.start(action, Start.cold(), 5, "b", 0, 1),
      algorithm.start(action, Start.cold(), 5, "a", 1, 1),
    };
    for (int i = 0; i < chains.length; i++) {
      chains[i].advance(2);
      fields[i] = chains[i].fields();
      for (int j = 0; j < i; j++) {
        assertFalse(Arrays.equals(fields[i], fields[j]));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void theActionIsThatOfTheField(Algorithm algorithm) {
    Action action = Phi4.of(Lattice.of(4, 6), 0.2, 0.1);
    MarkovChains chains = algorithm.start(action, Start.hot(), 5, "action", 0, 5);
    double[] reported = new double[5];
    double[] computed = new double[5];
    for (int i = 0; i < 5; i++) {
      chains.action(reported);
      action.action(chains.fields(), 5, computed);
      assertArrayEquals(computed, reported, 0.0);
      chains.advance(1);
    }
  }

  @Test
  void startsAreWhatTheySay() {
    Action action = Phi4.of(Lattice.of(2, 3), 0.2, 0.1);
    Algorithm algorithm = new Langevin(0.01);
    for (double phi : algorithm.start(action, Start.cold(), 1, "s", 0, 2).fields()) {
      assertEquals(1.0, phi);
    }
    double[] given = new double[12];
    Streams.of(1, "given", 0, 0).gaussians(given, 0, 1, 12);
    MarkovChains chains = algorithm.start(action, Start.given(given), 1, "s", 0, 2);
    assertArrayEquals(given, chains.fields());
    assertEquals(0, chains.step());
    double[] first = given.clone();
    chains.advance(1);
    assertArrayEquals(first, given, "the given fields belong to the caller");
    // The sum of the squares of 60000 N(0,1) numbers; false-alarm probability 1e-6.
    double[] hot = algorithm.start(action, Start.hot(), 1, "s", 0, 10_000).fields();
    double sum = Arrays.stream(hot).map(x -> x * x).sum();
    assertEquals(0, (sum - hot.length) / Math.sqrt(2.0 * hot.length), 4.9);
  }

  /** Whatever its energy comes to: a large number, infinity, or the difference of two. */
  @ParameterizedTest
  @ValueSource(doubles = {30, 1000, 1e9, 1e100, 1e300})
  void aTrajectoryThatRunsAwayIsRejected(double length) {
    Action action = Phi4.of(Lattice.of(4, 4), 0.2, 0.5);
    for (Algorithm algorithm :
        List.of(
            new Hmc(length, 10, Integrator.LEAPFROG),
            new FourierHmc(length, 10, Integrator.MINIMUM_NORM, 1))) {
      MarkovChains chains = algorithm.start(action, Start.hot(), 1, "wild", 0, 3);
      double[] before = chains.fields().clone();
      chains.advance(2);
      for (int b = 0; b < 3; b++) {
        assertFalse(chains.accepted(b));
        assertTrue(chains.deltaH(b) > 1, "Delta H = " + chains.deltaH(b));
        assertTrue(length < 1e9 || chains.deltaH(b) == Double.POSITIVE_INFINITY);
        assertEquals(0, chains.acceptance(b));
      }
      assertArrayEquals(before, chains.fields(), 0.0);
    }
  }

  /** Of the trajectories of several updates as one by one; not of those before. */
  @Test
  void acceptanceIsThatOfTheLastAdvance() {
    Action action = Phi4.of(Lattice.of(4, 4), 0.2, 1.0);
    Algorithm algorithm = new Hmc(2, 6, Integrator.LEAPFROG);
    MarkovChains single = algorithm.start(action, Start.hot(), 3, "a", 0, 5);
    MarkovChains several = algorithm.start(action, Start.hot(), 3, "a", 0, 5);
    assertTrue(Double.isNaN(several.acceptance(0)), "nothing was proposed yet");
    double[] total = new double[5];
    for (int row = 0; row < 20; row++) {
      double[] accepted = new double[5];
      for (int i = 0; i < 7; i++) {
        single.advance(1);
        for (int b = 0; b < 5; b++) {
          assertEquals(single.accepted(b) ? 1 : 0, single.acceptance(b));
          accepted[b] += single.acceptance(b) / 7;
        }
      }
      several.advance(7);
      for (int b = 0; b < 5; b++) {
        assertEquals(accepted[b], several.acceptance(b), 1e-14);
        total[b] += several.acceptance(b);
      }
    }
    assertTrue(
        Arrays.stream(total).sum() > 5 && Arrays.stream(total).sum() < 95, Arrays.toString(total));
  }

  /** Small changes are nearly all accepted, of huge ones nearly none; Langevin proposes nothing. */
  @Test
  void acceptanceOfLocalChanges() {
    Action action = Phi4.of(Lattice.of(8, 8), 0.2, 1.0);
    double last = 1.1;
    for (double width : new double[] {1e-4, 0.3, 1, 3, 1e6}) {
      MetropolisWolff algorithm = new MetropolisWolff(width, 2, 1);
      assertTrue(algorithm.hasProposals());
      MarkovChains chains = algorithm.start(action, Start.hot(), 3, "a", 0, 4);
      chains.advance(50);
      double mean = 0;
      for (int b = 0; b < 4; b++) {
        mean += chains.acceptance(b) / 4;
      }
      assertFalse(chains.decidesGlobally());
      assertTrue(mean < last, width + ": " + mean);
      assertTrue(width > 1e-3 || mean > 0.99, "" + mean);
      assertTrue(width < 1e5 || mean < 0.001, "" + mean);
      last = mean;
    }
    Algorithm langevin = new Langevin(0.01);
    MarkovChains chains = langevin.start(action, Start.hot(), 3, "a", 0, 4);
    chains.advance(5);
    assertFalse(langevin.hasProposals());
    assertTrue(Double.isNaN(chains.acceptance(0)));
  }

  @Test
  void parametersAreNamedAsInPipelineFiles() {
    assertEquals("hmc", new Hmc(1.0, 10, Integrator.LEAPFROG).name());
    assertEquals(
        "{integrator=minimumNorm, length=1.0, mass=0.5, steps=10}",
        new FourierHmc(1.0, 10, Integrator.MINIMUM_NORM, 0.5).parameters().toString());
    assertEquals(
        "{clusters=1, sweeps=2, width=1.5}",
        new MetropolisWolff(1.5, 2, 1).parameters().toString());
    assertEquals("{step=0.01}", new Langevin(0.01).parameters().toString());
    for (Integrator integrator : Integrator.values()) {
      assertEquals(integrator, Integrator.of(integrator.label()));
    }
  }

  @Test
  void refusesWhatIsNotAllowed() {
    Action action = Phi4.of(Lattice.of(4, 4), 0.2, 0.1);
    refused("step", () -> new Langevin(0));
    refused("length", () -> new Hmc(Double.NaN, 10, Integrator.LEAPFROG));
    refused("steps", () -> new Hmc(1, 0, Integrator.LEAPFROG));
    refused("mass", () -> new FourierHmc(1, 1, Integrator.LEAPFROG, -1));
    refused("width", () -> new MetropolisWolff(Double.POSITIVE_INFINITY, 1, 1));
    refused("sweeps", () -> new MetropolisWolff(1, 0, 1));
    refused("clusters", () -> new MetropolisWolff(1, 1, -1));
    refused("euler", () -> Integrator.of("euler"));
    Algorithm langevin = new Langevin(0.1);
    refused("batch", () -> langevin.start(action, Start.hot(), 1, "x", 0, 0));
    refused("number", () -> langevin.start(action, Start.hot(), 1, "x", -1, 1));
    refused("16", () -> langevin.start(action, Start.given(new double[15]), 1, "x", 0, 1));
    double[] infinite = new double[16];
    infinite[3] = Double.NaN;
    refused("NaN", () -> langevin.start(action, Start.given(infinite), 1, "x", 0, 1));
    refused("step", () -> Start.given(infinite, -1));
    refused("-1", () -> langevin.start(action, Start.hot(), 1, "x", 0, 1).advance(-1));
    refused(
        "foreign",
        () ->
            new MetropolisWolff(1, 1, 1)
                .start(new ForeignAction(action), Start.hot(), 1, "x", 0, 1));
  }

  private static void refused(String named, Runnable action) {
    IllegalArgumentException error = assertThrows(IllegalArgumentException.class, action::run);
    assertTrue(error.getMessage().contains(named), error.getMessage());
  }

  /** HMC and Langevin take any action; the fast path of hopping actions must agree with it. */
  @ParameterizedTest
  @MethodSource("algorithms")
  void anActionFromOutsideGivesTheSameChain(Algorithm algorithm) {
    if (algorithm instanceof MetropolisWolff) {
      return;
    }
    for (Lattice lattice : LATTICES) {
      Action action = Phi4.of(lattice, 0.2, 0.1);
      MarkovChains inside = algorithm.start(action, Start.hot(), 5, "foreign", 0, 18);
      MarkovChains outside =
          algorithm.start(new ForeignAction(action), Start.hot(), 5, "foreign", 0, 18);
      inside.advance(3);
      outside.advance(3);
      assertArrayEquals(inside.fields(), outside.fields(), 0.0);
    }
  }

  /** An action that hides its class. */
  private record ForeignAction(Action inner) implements Action {
    private static final long serialVersionUID = 1L;

    @Override
    public Lattice lattice() {
      return inner.lattice();
    }

    @Override
    public void action(double[] phi, int batch, double[] out) {
      inner.action(phi, batch, out);
    }

    @Override
    public void addForce(double[] phi, int batch, double scale, double[] target) {
      inner.addForce(phi, batch, scale, target);
    }

    @Override
    public void laplacian(double[] phi, int batch, double[] out) {
      inner.laplacian(phi, batch, out);
    }

    @Override
    public boolean isEven() {
      return inner.isEven();
    }

    @Override
    public ActionDescription description() {
      return ActionDescription.of("foreign", inner.description().parameters());
    }
  }

  /** Runs where the action is a toy: no neighbours, one site. */
  @ParameterizedTest
  @MethodSource("algorithms")
  void toysRunOnEveryAlgorithm(Algorithm algorithm) {
    Action action = SitePolynomial.quartic(Lattice.of(1), -4, 1);
    MarkovChains chains = algorithm.start(action, Start.hot(), 5, "toy", 0, 3);
    chains.advance(20);
    for (double x : chains.fields()) {
      assertTrue(Math.abs(x) < 4);
    }
  }
}
