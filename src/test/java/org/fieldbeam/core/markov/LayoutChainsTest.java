package org.fieldbeam.core.markov;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.OnAction;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.action.U1Action;
import org.fieldbeam.core.action.XyAction;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.angle.HeatBath;
import org.fieldbeam.core.markov.cluster.MetropolisWolff;
import org.fieldbeam.core.markov.deformed.DeformedLangevin;
import org.fieldbeam.core.markov.hmc.FourierHmc;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.fieldbeam.core.markov.langevin.KernelLangevin;
import org.fieldbeam.core.markov.langevin.Langevin;
import org.fieldbeam.core.markov.langevin.MatrixLangevin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The mechanics of chains of every layout, exactly. */
final class LayoutChainsTest {

  static Stream<Action> actions() {
    return Stream.of(
        OnAction.of(Lattice.of(1), 3, 0, 0.5),
        OnAction.of(Lattice.of(4, 6), 3, 0.2, 0.1),
        OnAction.of(Lattice.of(3, 2, 4), 2, 0.1, 0.3),
        XyAction.of(Lattice.of(5), 0.7),
        XyAction.of(Lattice.of(4, 6), 0.9),
        U1Action.of(Lattice.of(4, 3), 1.2),
        U1Action.of(Lattice.of(2, 3, 4), 0.8),
        U1Action.of(Lattice.of(2, 2, 3, 2), 0.8));
  }

  static Stream<Arguments> chains() {
    Algorithm[] algorithms = {
      new Langevin(0.05),
      new Hmc(1.0, 6, Integrator.LEAPFROG),
      new FourierHmc(1.5, 5, Integrator.MINIMUM_NORM, 0.8),
      new KernelLangevin(0.05, 0.8, 1),
      new MetropolisWolff(1.5, 2, 2)
    };
    return actions()
        .flatMap(
            action ->
                Arrays.stream(algorithms)
                    .filter(
                        algorithm ->
                            !(algorithm instanceof MetropolisWolff)
                                || action.vectorForm().isPresent())
                    .map(algorithm -> Arguments.of(algorithm, action)));
  }

  @ParameterizedTest
  @MethodSource("chains")
  void aChainDoesNotDependOnItsBatch(Algorithm algorithm, Action action) {
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
      assertArrayEquals(ChainAverages.field(alone, 0), ChainAverages.field(all, b), 0.0);
      assertEquals(alone.deltaH(0), all.deltaH(b), 0.0);
      double[] one = new double[1];
      alone.action(one);
      assertEquals(one[0], actions[b], 0.0);
    }
  }

  @ParameterizedTest
  @MethodSource("chains")
  void aStoppedChainGoesOnExactly(Algorithm algorithm, Action action) {
    MarkovChains through = algorithm.start(action, Start.hot(), 5, "restart", 3, 4);
    through.advance(3);
    MarkovChains resumed =
        algorithm.start(action, Start.given(through.fields(), 3), 5, "restart", 3, 4);
    through.advance(4);
    resumed.advance(4);
    assertArrayEquals(through.fields(), resumed.fields(), 0.0);
  }

  @ParameterizedTest
  @MethodSource("chains")
  void theActionIsThatOfTheFieldAndAnglesAreWrapped(Algorithm algorithm, Action action) {
    MarkovChains chains = algorithm.start(action, Start.hot(), 5, "action", 0, 5);
    double[] start = chains.fields().clone();
    double[] reported = new double[5];
    double[] computed = new double[5];
    for (int i = 0; i < 6; i++) {
      chains.action(reported);
      action.action(chains.fields(), 5, computed);
      assertArrayEquals(computed, reported, 0.0);
      for (double value : chains.fields()) {
        assertTrue(
            !action.layout().isAngle() || (value >= -Math.PI && value < Math.PI), "" + value);
      }
      chains.advance(1);
    }
    assertFalse(Arrays.equals(start, chains.fields()));
  }

  @Test
  void startsAreThoseOfTheLayout() {
    Algorithm algorithm = new Langevin(0.01);
    Lattice lattice = Lattice.of(2, 3);
    Action vectors = OnAction.of(lattice, 3, 0.1, 1);
    double[] cold = algorithm.start(vectors, Start.cold(), 1, "s", 0, 2).fields();
    for (int i = 0; i < cold.length; i++) {
      assertEquals(i / 2 % 3 == 0 ? 1 : 0, cold[i]);
    }
    for (Action angles : new Action[] {XyAction.of(lattice, 1), U1Action.of(lattice, 1)}) {
      for (double angle : algorithm.start(angles, Start.cold(), 1, "s", 0, 2).fields()) {
        assertEquals(0, angle);
      }
      double[] hot = algorithm.start(angles, Start.hot(), 1, "s", 0, 10_000).fields();
      double squares = 0;
      for (double angle : hot) {
        assertTrue(angle >= -Math.PI && angle < Math.PI);
        squares += angle * angle / (Math.PI * Math.PI);
      }
      // Squares of uniform numbers on [-1, 1): mean 1/3, variance 4/45; probability 1e-6.
      assertEquals(0, (squares - hot.length / 3.0) / Math.sqrt(4.0 / 45 * hot.length), 4.9);
      double[] given = new double[2 * angles.layout().size()];
      Arrays.fill(given, 5);
      for (double angle : algorithm.start(angles, Start.given(given), 1, "s", 0, 2).fields()) {
        assertEquals(5 - 2 * Math.PI, angle, 1e-15);
      }
    }
    assertEquals(6 * 3, algorithm.start(vectors, Start.hot(), 1, "s", 0, 1).layout().size());
    refused("36", () -> algorithm.start(vectors, Start.given(new double[12]), 1, "s", 0, 2));
  }

  /** A cluster turns vectors and keeps their lengths. */
  @Test
  void clustersReflectWholeVectors() {
    Action action = OnAction.of(Lattice.of(4, 4), 3, 0.3, 5);
    MarkovChains chains =
        new MetropolisWolff(0.01, 1, 1).start(action, Start.cold(), 5, "clusters", 0, 200);
    chains.advance(1);
    int turned = 0;
    double[] field = new double[48];
    for (int b = 0; b < 200; b++) {
      chains.copyField(b, field, 0);
      for (int x = 0; x < 48; x += 3) {
        double length =
            Math.sqrt(
                field[x] * field[x] + field[x + 1] * field[x + 1] + field[x + 2] * field[x + 2]);
        // Metropolis and scale move by 1 per cent and by a factor up to exp(2/sqrt(48)).
        assertTrue(length > 0.7 && length < 1.4, "length " + length);
        turned += Math.abs(field[x + 1]) + Math.abs(field[x + 2]) > 0.1 ? 1 : 0;
      }
    }
    assertTrue(turned > 500, turned + " of 3200 vectors turned");
  }

  /** Each algorithm says what it does not do. */
  @Test
  void whatDoesNotApplyIsRefused() {
    Lattice lattice = Lattice.of(4, 4);
    Action[] others = {
      OnAction.of(lattice, 2, 0, 1),
      XyAction.of(lattice, 1),
      U1Action.of(Lattice.of(4, 4, 2), 1),
      U1Action.of(lattice, 1)
    };
    for (Action action : others) {
      if (action.exactSampler().isEmpty()) {
        refused("xy on rings", () -> new ExactSamples().requireSuited(action));
      }
      refused("one real number", () -> new MatrixLangevin(0.1, null).requireSuited(action));
      refused("one real number", () -> new DeformedLangevin(0.1, 0.5, null).requireSuited(action));
    }
    refused("metropolisWolff", () -> new MetropolisWolff(1, 1, 1).requireSuited(others[1]));
    refused("metropolisWolff", () -> new MetropolisWolff(1, 1, 0).requireSuited(others[2]));
    refused("heatBath", () -> new HeatBath(0, 0).requireSuited(others[0]));
    refused("clusters", () -> new HeatBath(0, 1).requireSuited(others[3]));
    Hmc winding = new Hmc(1, 4, Integrator.LEAPFROG, 1);
    winding.requireSuited(others[3]);
    for (int i = 0; i < 3; i++) {
      Action action = others[i];
      refused("windings: 0", () -> winding.requireSuited(action));
    }
    assertEquals(FieldLayout.scalar(lattice), Phi4.of(lattice, 0.1, 1).layout());
  }

  private static void refused(String named, Runnable action) {
    IllegalArgumentException error = assertThrows(IllegalArgumentException.class, action::run);
    assertTrue(error.getMessage().contains(named), error.getMessage());
  }
}
