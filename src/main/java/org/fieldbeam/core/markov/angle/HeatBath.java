package org.fieldbeam.core.markov.angle;

import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.LatticeAction;
import org.fieldbeam.core.action.angle.AngleForm;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.AlgorithmKind;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Parameters;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;

/**
 * Heat bath of angles, with overrelaxation and clusters. An update consists of {@code
 * overrelaxations} sweeps that reflect every angle at the phase of its staple, theta -> 2 psi -
 * theta, which keeps the action (Creutz, Phys. Rev. D 36 (1987) 515); a sweep that draws every
 * angle from its law given the others, exp(|A| cos(theta - psi)); and of {@code clusters} flips of
 * Wolff's clusters, which reflect spins at a random line (Wolff, Phys. Rev. Lett. 62 (1989) 361).
 *
 * @param overrelaxations the number of overrelaxation sweeps of an update
 * @param clusters the number of cluster flips of an update
 */
public record HeatBath(int overrelaxations, int clusters) implements Algorithm {

  /** The name in pipeline files. */
  public static final String NAME = "heatBath";

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public HeatBath {
    Parameters.requireAtLeast(NAME, "overrelaxations", overrelaxations, 0);
    Parameters.requireAtLeast(NAME, "clusters", clusters, 0);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(Map.of("overrelaxations", overrelaxations, "clusters", clusters));
  }

  @Override
  public void requireSuited(Action action) {
    form(action);
  }

  @Override
  public MarkovChains start(
      Action action, Start start, long seed, String purpose, long firstChain, int batch) {
    return new HeatBathChains(this, action, form(action), start, seed, purpose, firstChain, batch);
  }

  private AngleForm form(Action action) {
    AngleForm form =
        action
            .angleForm()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "algorithm heatBath cannot sample the action "
                            + action.description()
                            + "; allowed: actions of angles that are a cosine of each, such as xy"
                            + " and u1"));
    if (clusters > 0 && form.neighbourCoupling().isEmpty()) {
      throw new IllegalArgumentException(
          "algorithm heatBath grows clusters of spins, and the action "
              + action.description()
              + " has none; allowed: clusters: 0, or angles at sites that are coupled to their"
              + " neighbours, such as xy");
    }
    return form;
  }

  /** The kind of this algorithm. */
  @AutoService(AlgorithmKind.class)
  public static final class OfFiles implements AlgorithmKind {
    @Override
    public About about() {
      return About.of(
              NAME,
              "Heat bath of angles, with overrelaxation and Wolff's clusters.",
              Fields.of(
                  withDefault(
                      "overrelaxations",
                      new Whole(0, Parameters.MOST_STEPS),
                      "4",
                      "Overrelaxation sweeps per update."),
                  withDefault(
                      "clusters",
                      new Whole(0, Parameters.MOST_STEPS),
                      "0",
                      "Clusters per update, of angles at sites.")))
          .withFormula("p(theta) ~ exp(|A| cos(theta - psi)), A = |A| e^(i psi) the staple")
          .withSource("Creutz, Phys. Rev. D 36 (1987) 515; Wolff, Phys. Rev. Lett. 62 (1989) 361");
    }

    @Override
    public Optional<String> bias() {
      return Optional.empty();
    }

    @Override
    public String suits() {
      return "xy and u1; clusters: xy";
    }

    @Override
    public Algorithm algorithm(Value parameters, LatticeAction action) {
      return new HeatBath(
          parameters.get("overrelaxations").integer(), parameters.get("clusters").integer());
    }
  }
}
