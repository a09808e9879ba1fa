package org.fieldbeam.core.score.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.markov.cluster.MetropolisWolff;
import org.fieldbeam.core.random.Streams;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecoverActionTest {
  private static final int CHAINS = 64;
  private static final Lattice LATTICE = Lattice.of(4, 4);
  private static final int VOLUME = LATTICE.volume();
  private static final double KAPPA = 0.2;
  private static final double LAMBDA = 0.3;
  private static List<double[]> phi4;

  @BeforeAll
  static void generate() {
    phi4 = chains(LATTICE, KAPPA, LAMBDA, 7, CHAINS, 64);
  }

  /** Batches of one configuration of each chain. */
  private static List<double[]> chains(
      Lattice lattice, double kappa, double lambda, long seed, int chains, int length) {
    MarkovChains running =
        new MetropolisWolff(1.5, 3, 1)
            .start(Phi4.of(lattice, kappa, lambda), Start.hot(), seed, "test", 0, chains);
    running.advance(60);
    List<double[]> steps = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      running.advance(2);
      steps.add(running.fields().clone());
    }
    return steps;
  }

  private static RecoverAction.Result recover(
      Lattice lattice, int chains, List<double[]> steps, ToDoubleFunction<double[]> extra) {
    BatchSums of = RecoverAction.sumsByChain(lattice);
    double[] sums = new double[of.size()];
    long[] chain = new long[chains];
    Arrays.setAll(chain, b -> b);
    for (double[] phi : steps) {
      double[] weights = null;
      if (extra != null) {
        weights = new double[chains];
        for (int b = 0; b < chains; b++) {
          double[] field = new double[lattice.volume()];
          for (int x = 0; x < field.length; x++) {
            field[x] = phi[x * chains + b];
          }
          weights[b] = Math.exp(-extra.applyAsDouble(field));
        }
      }
      of.accumulate(phi, chains, chain, new long[chains], weights, sums);
    }
    return RecoverAction.solve(sums);
  }

  private static List<double[]> noise(double sigma, boolean uniform) {
    List<double[]> steps = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      double[] phi = new double[VOLUME * CHAINS];
      if (uniform) {
        var stream = Streams.of(3, "noise", i, 0);
        Arrays.setAll(phi, x -> sigma * (2 * stream.nextDouble() - 1));
      } else {
        Streams.of(3, "noise", i, 0).gaussians(phi, 0, 1, phi.length);
        Arrays.setAll(phi, x -> sigma * phi[x]);
      }
      steps.add(phi);
    }
    return steps;
  }

  private static List<double[]> map(double factor, double offset) {
    return phi4.stream()
        .map(phi -> Arrays.stream(phi).map(x -> factor * x + offset).toArray())
        .toList();
  }

  /**
   * Ensembles that are none of phi^4; a further one joins by one line.
   *
   * @param extra an addition to the action, by importance weights; null for none
   */
  private record Foreign(String name, List<double[]> steps, ToDoubleFunction<double[]> extra) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Foreign> foreign() {
    return Stream.of(
        new Foreign("white noise of variance 1", noise(1, false), null),
        new Foreign("white noise of variance 0.01", noise(0.1, false), null),
        new Foreign("uniform noise", noise(1, true), null),
        new Foreign("fields too large", map(1.3, 0), null),
        new Foreign("fields too small", map(0.8, 0), null),
        new Foreign("shifted fields", map(1, 0.3), null),
        new Foreign("an external field", phi4, phi -> -0.1 * Arrays.stream(phi).sum()),
        new Foreign(
            "a sixth power",
            phi4,
            phi -> 0.1 * Arrays.stream(phi).map(x -> x * x * x * x * x * x).sum()),
        new Foreign(
            "next neighbours",
            phi4,
            phi -> {
              double sum = 0;
              for (int x = 0; x < VOLUME; x++) {
                for (int axis = 0; axis < 2; axis++) {
                  sum += phi[x] * phi[LATTICE.forward(LATTICE.forward(x, axis), axis)];
                }
              }
              return 0.05 * sum;
            }),
        new Foreign(
            "a term of the zero mode",
            phi4,
            phi -> {
              double m = Arrays.stream(phi).sum();
              return 0.02 * m * m;
            }));
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void refusesWhatIsNoPhi4(Foreign ensemble) {
    RecoverAction.Result result = recover(LATTICE, CHAINS, ensemble.steps(), ensemble.extra());
    assertTrue(result.objection().isPresent(), result.toString());
  }

  /** Noise of any size is a free field in another normalisation. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1, 2})
  void noiseIsAFreeFieldOfAnotherNormalisation(double sigma) {
    RecoverAction.Result result = recover(LATTICE, CHAINS, noise(sigma, false), null);
    double factor = sigma / Math.sqrt(0.5);
    assertTrue(result.scale().isPresent(), result.toString());
    assertEquals(0, result.scale().get().pull(factor), 5, result.toString());
  }

  /** 5 standard errors, 6e-7 for each coupling; the equations fail with 1e-4. */
  @Test
  void findsWhatPhi4Is() {
    RecoverAction.Result result = recover(LATTICE, CHAINS, phi4, null);
    assertEquals(Optional.empty(), result.objection(), result.toString());
    assertEquals(0, result.kappa().pull(KAPPA), 5, result.toString());
    assertEquals(0, result.lambda().pull(LAMBDA), 5, result.toString());
    assertEquals(5, result.fit().quantities());
    assertFalse(result.scale().isPresent());
  }

  /** White noise of variance 1/2 is phi^4 with kappa = lambda = 0. */
  @Test
  void noiseOfTheRightSizeIsTheFreeField() {
    RecoverAction.Result result = recover(LATTICE, CHAINS, noise(Math.sqrt(0.5), false), null);
    assertEquals(Optional.empty(), result.objection(), result.toString());
    assertEquals(0, result.kappa().pull(0), 5, result.toString());
    assertEquals(0, result.lambda().pull(0), 5, result.toString());
  }

  /** The factor of fields in another normalisation is found; 5 standard errors, 6e-7. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.8, 1.3, 3})
  void saysByHowMuchFieldsAreTooLarge(double factor) {
    RecoverAction.Result result = recover(LATTICE, CHAINS, map(factor, 0), null);
    assertTrue(result.scale().isPresent(), result.toString());
    assertEquals(0, result.scale().get().pull(factor), 5, result.toString());
  }

  /**
   * The probability of the equations is uniform for phi^4: of 300 short ensembles of 16 chains, a
   * tenth is below 0.1 and 3 are below 0.01. Binomial: between 10 and 55 of the former and at most
   * 12 of the latter with probability 1 - 2e-4.
   */
  @Test
  void theProbabilityIsOne() {
    int chains = 16;
    int tenth = 0;
    int hundredth = 0;
    for (int seed = 0; seed < 300; seed++) {
      List<double[]> steps = chains(Lattice.of(2, 4), KAPPA, LAMBDA, 100 + seed, chains, 16);
      double probability = recover(Lattice.of(2, 4), chains, steps, null).fit().probability();
      tenth += probability < 0.1 ? 1 : 0;
      hundredth += probability < 0.01 ? 1 : 0;
    }
    assertTrue(tenth >= 10 && tenth <= 55, tenth + " of 300 below 0.1");
    assertTrue(hundredth <= 12, hundredth + " of 300 below 0.01");
  }

  /** Steps of two sites lead back on a lattice of two: one equation less, not a singular one. */
  @Test
  void dependentEquationsCountOnce() {
    Lattice lattice = Lattice.of(2, 2);
    List<double[]> steps = chains(lattice, KAPPA, LAMBDA, 5, CHAINS, 32);
    RecoverAction.Result result = recover(lattice, CHAINS, steps, null);
    assertEquals(4, result.fit().quantities(), result.toString());
    assertEquals(Optional.empty(), result.objection(), result.toString());
  }

  /** Fields that do not determine couplings, of any size: their rounding errors do not either. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 0.1, 1e-8, 1e8, Math.PI})
  void refusesConstantFields(double value) {
    double[] phi = new double[VOLUME * CHAINS];
    Arrays.fill(phi, value);
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> recover(LATTICE, CHAINS, List.of(phi, phi), null));
    assertTrue(refusal.getMessage().contains("do not determine"), refusal.getMessage());
  }
}
