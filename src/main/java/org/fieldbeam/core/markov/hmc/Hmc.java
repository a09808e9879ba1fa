package org.fieldbeam.core.markov.hmc;

import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.AlgorithmKind;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Parameters;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;

/**
 * Hybrid Monte Carlo with unit mass: H = p^2/2 + S(phi), Gaussian momenta for each trajectory, and
 * a Metropolis step at its end (Duane, Kennedy, Pendleton and Roweth, Phys. Lett. B 195 (1987)
 * 216).
 *
 * @param length the length of a trajectory in molecular-dynamics time
 * @param steps the number of integration steps of a trajectory
 * @param integrator the integration scheme
 * @param windings proposals after each trajectory that change the topological charge by one, of
 *     gauge fields in two dimensions
 */
public record Hmc(double length, int steps, Integrator integrator, int windings)
    implements Algorithm {

  /** The name in pipeline files. */
  public static final String NAME = "hmc";

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if the length is not positive and finite, or steps is below 1,
   *     or windings below 0
   */
  public Hmc {
    Parameters.requirePositive(NAME, "length", length);
    Parameters.requireAtLeast(NAME, "steps", steps, 1);
    Parameters.requireAtLeast(NAME, "windings", windings, 0);
  }

  /** Hybrid Monte Carlo without changes of the winding. */
  public Hmc(double length, int steps, Integrator integrator) {
    this(length, steps, integrator, 0);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public SortedMap<String, Object> parameters() {
    SortedMap<String, Object> map =
        new TreeMap<>(Map.of("length", length, "steps", steps, "integrator", integrator.label()));
    if (windings > 0) {
      map.put("windings", windings);
    }
    return map;
  }

  @Override
  public void requireSuited(Action action) {
    if (windings > 0) {
      Windings.require(action);
    }
  }

  @Override
  public boolean hasProposals() {
    return true;
  }

  @Override
  public MarkovChains start(
      Action action, Start start, long seed, String purpose, long firstChain, int batch) {
    return new HmcChains(
        length,
        steps,
        integrator,
        new UnitKinetic(),
        windings,
        action,
        start,
        seed,
        purpose,
        firstChain,
        batch);
  }

  /** The kind of this algorithm. */
  @AutoService(AlgorithmKind.class)
  public static final class OfFiles extends TrajectoryKind {
    @Override
    public About about() {
      return About.of(
              NAME,
              "Hybrid Monte Carlo with unit mass.",
              keysAnd(
                  withDefault(
                      "windings",
                      new Whole(0, Parameters.MOST_STEPS),
                      "0",
                      "Proposals after each trajectory that change the topological charge by one, of u1 in two dimensions.")))
          .withFormula("H = p^2 / 2 + S(phi)")
          .withSource(
              "Duane, Kennedy, Pendleton and Roweth, Phys. Lett. B 195 (1987) 216; windings: Albandea, Hernandez, Ramos and"
                  + " Romero-Lopez, arXiv 2106.14234");
    }

    @Override
    Algorithm algorithm(double length, int steps, Integrator integrator, Value parameters) {
      return new Hmc(length, steps, integrator, parameters.get("windings").integer());
    }
  }
}
