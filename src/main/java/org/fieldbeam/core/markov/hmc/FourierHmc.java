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
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Value;

/**
 * Hybrid Monte Carlo with Fourier acceleration: H = p K p / 2 + S(phi) with the kernel K_k = 1 /
 * (phat_k^2 + mass^2), phat_k^2 = sum_mu 4 sin^2(k_mu / 2), so that the modes of a field of about
 * this mass all move at one speed (Batrouni et al., Phys. Rev. D 32 (1985) 2736; Duane et al.,
 * Phys. Lett. B 176 (1986) 143).
 *
 * <p>Fields of several values at each site are accelerated value by value; on angles too the
 * kinetic energy is the same everywhere, so that the algorithm is exact.
 *
 * <p>For the free field with mass^2 = 1/kappa - 2d all modes have the frequency sqrt(2 kappa).
 *
 * @param length the length of a trajectory in molecular-dynamics time
 * @param steps the number of integration steps of a trajectory
 * @param integrator the integration scheme
 * @param mass the mass of the kernel in lattice units, about the inverse correlation length
 */
public record FourierHmc(double length, int steps, Integrator integrator, double mass)
    implements Algorithm {

  /** The name in pipeline files. */
  public static final String NAME = "fourierHmc";

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if the length or the mass is not positive and finite, or steps
   *     is below 1
   */
  public FourierHmc {
    Parameters.requirePositive(NAME, "length", length);
    Parameters.requireAtLeast(NAME, "steps", steps, 1);
    Parameters.requirePositive(NAME, "mass", mass);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(
        Map.of("length", length, "steps", steps, "integrator", integrator.label(), "mass", mass));
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
        new FourierKinetic(action.layout(), mass, batch),
        0,
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
              "Fourier-accelerated hybrid Monte Carlo: the kinetic energy is that of the free field.",
              keysAnd(
                  withDefault(
                      "mass", Real.positive(), "0.5", "Infrared cutoff of the acceleration.")))
          .withFormula("H = sum_k |p_k|^2 / (2 (phat_k^2 + mass^2)) + S(phi)")
          .withSource(
              "Duane et al., Phys. Lett. B 176 (1986) 143; Batrouni et al., Phys. Rev. D 32 (1985) 2736");
    }

    @Override
    Algorithm algorithm(double length, int steps, Integrator integrator, Value parameters) {
      return new FourierHmc(length, steps, integrator, parameters.get("mass").real());
    }
  }
}
