package org.fieldbeam.core.markov.cluster;

import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.HoppingForm;
import org.fieldbeam.core.action.LatticeAction;
import org.fieldbeam.core.action.VectorForm;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.AlgorithmKind;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Parameters;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;

/**
 * Local Metropolis sweeps with single-cluster Wolff updates of the embedded Ising spins sign(phi)
 * (Wolff, Phys. Rev. Lett. 62 (1989) 361; Brower and Tamayo, Phys. Rev. Lett. 62 (1989) 1087).
 *
 * <p>An update consists of {@code sweeps} Metropolis sweeps, each of them with one Metropolis step
 * of the overall scale (phi -> exp(s) phi, s uniform in +-2/sqrt(V), with the Jacobian exp(V s)),
 * and {@code clusters} cluster flips. N-component vectors are updated component by component, their
 * clusters along a random direction each.
 *
 * @param width the half width of the uniform proposals of the local steps
 * @param sweeps the number of Metropolis sweeps of an update
 * @param clusters the number of cluster flips of an update
 */
public record MetropolisWolff(double width, int sweeps, int clusters) implements Algorithm {

  /** The name in pipeline files. */
  public static final String NAME = "metropolisWolff";

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if the width is not positive and finite, sweeps is below 1 or
   *     clusters below 0
   */
  public MetropolisWolff {
    Parameters.requirePositive(NAME, "width", width);
    Parameters.requireAtLeast(NAME, "sweeps", sweeps, 1);
    Parameters.requireAtLeast(NAME, "clusters", clusters, 0);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(Map.of("width", width, "sweeps", sweeps, "clusters", clusters));
  }

  @Override
  public boolean hasProposals() {
    return true;
  }

  @Override
  public void requireSuited(Action action) {
    if (action.vectorForm().isEmpty()) {
      form(action);
    }
  }

  @Override
  public MarkovChains start(
      Action action, Start start, long seed, String purpose, long firstChain, int batch) {
    Optional<VectorForm> vector = action.vectorForm();
    if (vector.isPresent()) {
      return new VectorWolffChains(
          this, action, vector.get(), start, seed, purpose, firstChain, batch);
    }
    return new MetropolisWolffChains(
        this, action, form(action), start, seed, purpose, firstChain, batch);
  }

  private HoppingForm form(Action action) {
    HoppingForm form =
        action
            .hoppingForm()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "algorithm metropolisWolff cannot sample the action "
                            + action.description()
                            + "; allowed: actions with nearest-neighbour hopping and a polynomial"
                            + " at each site, of numbers or of vectors"));
    if (clusters > 0 && !form.potential().isEven()) {
      throw new IllegalArgumentException(
          "algorithm metropolisWolff flips the sign of clusters, and the action "
              + action.description()
              + " is not even; allowed: even actions, or clusters: 0");
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
              "Local Metropolis sweeps and embedded Wolff clusters.",
              Fields.of(
                  withDefault(
                      "width", Real.positive(), "1.0", "Half width of the Metropolis proposal."),
                  withDefault(
                      "sweeps",
                      new Whole(1, Parameters.MOST_STEPS),
                      "4",
                      "Metropolis sweeps per update."),
                  withDefault(
                      "clusters",
                      new Whole(0, Parameters.MOST_STEPS),
                      "4",
                      "Clusters per update.")))
          .withFormula(
              "changes of a site by min(1, exp(-Delta S)); links frozen with 1 - exp(-4 kappa phi_x phi_y)")
          .withSource("Wolff, Phys. Rev. Lett. 62 (1989) 361");
    }

    @Override
    public Optional<String> bias() {
      return Optional.empty();
    }

    @Override
    public String suits() {
      return "actions with hopping and a polynomial at each site, of numbers or vectors; clusters need an"
          + " even one";
    }

    @Override
    public Algorithm algorithm(Value parameters, LatticeAction action) {
      return new MetropolisWolff(
          parameters.get("width").real(),
          parameters.get("sweeps").integer(),
          parameters.get("clusters").integer());
    }
  }
}
