package org.fieldbeam.core.markov.langevin;

import static org.fieldbeam.grammar.Key.required;

import com.google.auto.service.AutoService;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.LatticeAction;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.AlgorithmKind;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Parameters;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Value;

/**
 * Langevin dynamics (stochastic quantisation) by the Euler-Maruyama scheme: phi += eps * (-dS/dphi)
 * + sqrt(2 eps) N(0,1) (Parisi and Wu, Sci. Sin. 24 (1981) 483).
 *
 * <p>There is no accept-reject step: expectation values are off by O(eps).
 *
 * @param step the step eps in Langevin time
 */
public record Langevin(double step) implements Algorithm {

  /** The name in pipeline files. */
  public static final String NAME = "langevin";

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if the step is not positive and finite
   */
  public Langevin {
    Parameters.requirePositive(NAME, "step", step);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(Map.of("step", step));
  }

  @Override
  public MarkovChains start(
      Action action, Start start, long seed, String purpose, long firstChain, int batch) {
    return new LangevinChains(this, action, start, seed, purpose, firstChain, batch);
  }

  /** The kind of this algorithm. */
  @AutoService(AlgorithmKind.class)
  public static final class OfFiles implements AlgorithmKind {
    @Override
    public About about() {
      return About.of(
              NAME,
              "Langevin equation by Euler-Maruyama; its ensemble is biased by the step.",
              Fields.of(required("step", Real.positive(), "Time step.")))
          .withFormula("phi += -eps dS/dphi + sqrt(2 eps) N(0, 1)")
          .withSource("Parisi and Wu, Sci. Sin. 24 (1981) 483");
    }

    @Override
    public Optional<String> bias() {
      return AlgorithmKind.biasOfSteps();
    }

    @Override
    public OptionalDouble langevinStep(Map<?, ?> parameters) {
      return Parameters.find(parameters, "step");
    }

    @Override
    public String suits() {
      return "all actions of real fields";
    }

    @Override
    public Algorithm algorithm(Value parameters, LatticeAction action) {
      return new Langevin(parameters.get("step").real());
    }
  }
}
