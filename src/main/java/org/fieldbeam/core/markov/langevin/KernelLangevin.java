package org.fieldbeam.core.markov.langevin;

import static org.fieldbeam.grammar.Key.required;
import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.LatticeAction;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.AlgorithmKind;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.MomentumFilter;
import org.fieldbeam.core.markov.Parameters;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Forms;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Value;

/**
 * Langevin dynamics with a kernel, by the Euler-Maruyama scheme:
 *
 * <pre>  phi_x += eps sum_y K(x, y) (-dS/dphi_y) + eta_x,    &lt;eta_x eta_y&gt; = 2 eps K(x, y)
 * </pre>
 *
 * <p>(Fukushima and Kamata, arXiv 2411.11297, eqs. 40 and 41, which print dS/dphi_x and the noise
 * of the inverse kernel). Every symmetric positive kernel leaves exp(-S) stationary; this one is
 * diagonal in momentum space,
 *
 * <pre>  K_k = (phat_k^2 + mass^2)^(-exponent),    phat_k^2 = sum_mu 4 sin^2(k_mu / 2)</pre>
 *
 * <p>(Batrouni et al., Phys. Rev. D 32 (1985) 2736), for each value of a site by itself. With
 * exponent 1 the free field of mass^2 = 1 / kappa - 2d, whose action is sum_k kappa (phat^2 +
 * mass^2) |phi_k|^2, has all modes move at one rate, 2 kappa. A mode of a free field with second
 * derivative M of the action has, at finite step, the exact variance (1/M) / (1 - eps K M / 2) and
 * autocorrelation (1 - eps K M)^n. The scheme is stable for eps K M &lt; 2. There is no
 * accept-reject step: expectation values are off by O(eps).
 *
 * @param step the step eps in Langevin time
 * @param mass the mass of the kernel in lattice units, about the inverse correlation length
 * @param exponent 1 for full acceleration, 0 for none
 */
public record KernelLangevin(double step, double mass, double exponent) implements Algorithm {

  /** The name in pipeline files. */
  public static final String NAME = "kernelLangevin";

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if the step or the mass is not positive and finite, or the
   *     exponent not finite
   */
  public KernelLangevin {
    Parameters.requirePositive(NAME, "step", step);
    Parameters.requirePositive(NAME, "mass", mass);
    if (!Double.isFinite(exponent)) {
      throw new IllegalArgumentException(
          "algorithm kernelLangevin: exponent is " + exponent + "; allowed: finite numbers");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(Map.of("step", step, "mass", mass, "exponent", exponent));
  }

  @Override
  public MarkovChains start(
      Action action, Start start, long seed, String purpose, long firstChain, int batch) {
    MomentumFilter root =
        new MomentumFilter(
            action.lattice(),
            action.layout().perSite() * batch,
            phat2 -> StrictMath.pow(phat2 + mass * mass, -exponent / 2));
    return new KernelLangevinChains(
        step,
        (change, noise) -> {
          root.apply(change, change);
          for (int i = 0; i < change.length; i++) {
            change[i] += noise[i];
          }
          root.apply(change, change);
        },
        action,
        start,
        seed,
        purpose,
        firstChain,
        batch);
  }

  /** The kind of this algorithm. */
  @AutoService(AlgorithmKind.class)
  public static final class OfFiles implements AlgorithmKind {
    @Override
    public About about() {
      return About.of(
              NAME,
              "Langevin equation with a kernel in drift and noise: (phat^2 + mass^2)^(-exponent), or a"
                  + " matrix; its ensemble is biased by the step.",
              Forms.of(
                  Fields.of(
                      required("step", Real.positive(), "Time step."),
                      withDefault("mass", Real.positive(), "0.5", "Mass of the kernel."),
                      withDefault(
                          "exponent", Real.any(), "1", "1 for full acceleration, 0 for none.")),
                  Fields.of(
                      required("step", Real.positive(), "Time step."),
                      required(
                          "matrix",
                          Type.ARRAY_FILE,
                          "Symmetric positive definite matrix K(x, y), a row and a column per"
                              + " site."))))
          .withFormula(
              "phi += -eps K dS/dphi + eta, <eta eta> = 2 eps K, K_k = (phat_k^2 + mass^2)^(-exponent)")
          .withSource(
              "Batrouni et al., Phys. Rev. D 32 (1985) 2736; Fukushima and Kamata, arXiv 2411.11297, eqs. 40 and 41");
    }

    @Override
    public Optional<String> bias() {
      return AlgorithmKind.biasOfSteps();
    }

    @Override
    public String suits() {
      return "all actions of real fields";
    }

    /** The matrix itself is read where the chains run. */
    @Override
    public Algorithm algorithm(Value parameters, LatticeAction action) {
      double step = parameters.get("step").real();
      return parameters.find("matrix").isPresent()
          ? new MatrixLangevin(step, null)
          : new KernelLangevin(
              step, parameters.get("mass").real(), parameters.get("exponent").real());
    }
  }
}
