package org.fieldbeam.core.markov;

import static org.fieldbeam.grammar.Key.required;
import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleBiFunction;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.action.LatticeAction;
import org.fieldbeam.grammar.Alternatives;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Option;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Value;

/**
 * Complex Langevin dynamics of complexified fields (G. Parisi, Phys. Lett. B 131 (1983) 393; J. R.
 * Klauder, Phys. Rev. A 29 (1984) 2036) with a constant kernel K = e^{2 i theta}: dphi = K v dt +
 * sqrt(2) e^{i theta} dW, v = -dS/dphi, dW real (Fukushima and Kamata, arXiv 2411.11297, section
 * V). In phi = e^{i theta} w the noise is real: the kernel turns the line of integration by theta.
 *
 * <p>An update covers the Langevin time {@code step}, whatever the scheme; the error of expectation
 * values is O(step). Convergence to the wanted integral is not guaranteed: the checks {@code
 * driftDecay}, {@code boundaryTerms} and {@code contour} look for it.
 *
 * @param step Langevin time of an update
 * @param scheme how an update is made
 * @param phase theta of the kernel; 0 for none
 * @param guard the |phi| beyond which a chain has run away: it is counted and starts afresh
 */
public record ComplexLangevin(double step, Scheme scheme, double phase, double guard)
    implements ChainAlgorithm {

  /** The name in pipeline files. */
  public static final String NAME = "complexLangevin";

  /** How an update is made. */
  public enum Scheme {
    /** phi += step K v + noise. */
    EULER("euler"),
    /**
     * Euler in as many parts as it takes for no field value to be moved by its drift by more than
     * {@value ComplexLangevinTile#LARGEST_MOVE} in a part (after G. Aarts, F. A. James, E. Seiler
     * and I.-O. Stamatescu, Phys. Lett. B 687 (2010) 154). An update still covers {@code step}, so
     * that averages need no weights.
     */
    ADAPTIVE("adaptive"),
    /**
     * The highest power of the drift is taken at the end of the update, v = v_rest - w(phi) phi:
     * phi' = (phi + step K v_rest + noise) / (1 + step K w(phi)).
     */
    HALF_IMPLICIT("halfImplicit");

    private final String label;

    Scheme(String label) {
      this.label = label;
    }

    /** Returns the name in pipeline files. */
    public String label() {
      return label;
    }
  }

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if step or guard is not positive and finite, or the phase not
   *     finite
   */
  public ComplexLangevin {
    Parameters.requirePositive(NAME, "step", step);
    Parameters.requirePositive(NAME, "guard", guard);
    if (!Double.isFinite(phase)) {
      throw new IllegalArgumentException(
          "algorithm " + NAME + ": phase is " + phase + "; allowed: finite numbers");
    }
  }

  /**
   * Returns the phase that turns the quadratic term of an action real and positive, theta =
   * -arg(c2)/2 (Fukushima and Kamata, eq. 45).
   */
  public static double phaseOf(ComplexAction action) {
    double[] quadratic = action.leadingCoefficients()[0];
    return -StrictMath.atan2(quadratic[1], quadratic[0]) / 2;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<ComplexLangevin> complexLangevin() {
    return Optional.of(this);
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(
        Map.of("step", step, "scheme", scheme.label(), "phase", phase, "guard", guard));
  }

  /**
   * Starts a batch of chains numbered {@code firstChain} to {@code firstChain + batch - 1}.
   *
   * <p>What a chain does depends on the algorithm, the action, the start, the seed, the purpose and
   * the number of the chain only, to the last bit: not on the batch it runs in.
   *
   * @param action the action
   * @param start where the chains begin, on the line turned by theta: phi = e^{i theta} times the
   *     real start
   * @param seed the seed of all random numbers
   * @param purpose what the numbers are for, such as the name of the pipeline stage
   * @param firstChain the number of the first chain, at least 0
   * @param batch the number of chains, at least 1
   */
  public ComplexLangevinChains start(
      ComplexAction action, Start start, long seed, String purpose, long firstChain, int batch) {
    return new ComplexLangevinChains(this, action, start, seed, purpose, firstChain, batch);
  }

  /** The kind of this algorithm. */
  @AutoService(AlgorithmKind.class)
  public static final class OfFiles implements AlgorithmKind {
    @Override
    public About about() {
      return About.of(
              NAME,
              "Complex Langevin equation of complexified fields.",
              Fields.of(
                  required("step", Real.positive(), "Langevin time of an update."),
                  withDefault("scheme", SCHEME.choice(), "halfImplicit", "How an update is made."),
                  withDefault(
                      "kernel", KERNEL.choice(), "none", "Rotation of the noise in the plane."),
                  withDefault(
                      "guard",
                      Real.positive(),
                      "1000",
                      "Beyond this |phi| a chain has run away: it is counted and starts afresh.")))
          .withFormula("dphi = -e^(2 i theta) dS/dphi dt + sqrt(2) e^(i theta) dW")
          .withSource("Parisi, Phys. Lett. B 131 (1983) 393; Klauder, Phys. Rev. A 29 (1984) 2036");
    }

    private static final Alternatives<Scheme> SCHEME =
        Alternatives.of(Scheme.EULER.label(), "Euler-Maruyama.", Scheme.EULER)
            .or(
                Scheme.ADAPTIVE.label(),
                "Euler-Maruyama, in parts where the drift is large.",
                Scheme.ADAPTIVE)
            .or(
                Scheme.HALF_IMPLICIT.label(),
                "The highest power of the drift taken at the end.",
                Scheme.HALF_IMPLICIT);

    /** The angle theta of the noise, of the keys of a kernel and the action. */
    private static final Alternatives<ToDoubleBiFunction<Value, LatticeAction>> KERNEL =
        Alternatives.<ToDoubleBiFunction<Value, LatticeAction>>of(
                "none", "Real noise.", (keys, action) -> 0)
            .or(
                "quadratic",
                "theta = -arg(c2) / 2: the quadratic term becomes positive.",
                (keys, action) -> action.complexified().map(ComplexLangevin::phaseOf).orElse(0.0))
            .or(
                new Option(
                    "phase",
                    Fields.of(required("theta", Real.any(), "Noise along e^(i theta).")),
                    "Kernel e^(2 i theta)."),
                (keys, action) -> keys.get("theta").real());

    @Override
    public boolean isComplexified() {
      return true;
    }

    @Override
    public Optional<String> bias() {
      return AlgorithmKind.biasOfSteps();
    }

    @Override
    public String suits() {
      return "complex actions of complexified fields";
    }

    @Override
    public ComplexLangevin algorithm(Value parameters, LatticeAction action) {
      Value kernel = parameters.get("kernel");
      double phase = KERNEL.meaning(kernel).applyAsDouble(kernel.body(), action);
      return new ComplexLangevin(
          parameters.get("step").real(),
          SCHEME.meaning(parameters.get("scheme")),
          phase,
          parameters.get("guard").real());
    }
  }
}
