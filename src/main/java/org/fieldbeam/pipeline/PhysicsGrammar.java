package org.fieldbeam.pipeline;

import static org.fieldbeam.grammar.Key.required;
import static org.fieldbeam.grammar.Key.withDefault;

import java.util.regex.Pattern;
import org.fieldbeam.core.action.SitePotential;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Choice;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Forms;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Type.Option;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Type.Text;
import org.fieldbeam.grammar.Type.Whole;

/** The keys of actions and Markov chains in a pipeline file: part of {@link PipelineGrammar}. */
final class PhysicsGrammar {
  private PhysicsGrammar() {}

  private static final Type STEPS = new Whole(1, 100_000);

  static final Type LATTICE = new Items(new Whole(1, 65_536), 1, 4, false);

  /** A complex number: a real one, or [real, imaginary]. */
  static final Type COMPLEX = new Items(Real.any(), 1, 2, true);

  static final Choice ACTION =
      Choice.of(
          new Option(
              "phi4",
              Forms.of(
                  Fields.of(
                      required("kappa", Real.any(), "Hopping parameter."),
                      required("lambda", Real.atLeast(0), "Quartic coupling.")),
                  Fields.of(
                      required("m2", Real.any(), "Bare mass squared, (a m0)^2."),
                      required("lambda0", Real.atLeast(0), "Bare coupling."))),
              "S = sum [-2 kappa sum_mu phi phi_mu + (1 - 2 lambda) phi^2 + lambda phi^4], by kappa"
                  + " and lambda, or by m2 = (1 - 2 lambda) / kappa - 2 d and lambda0 = 6 lambda /"
                  + " kappa^2."),
          new Option(
              "free",
              Fields.of(required("kappa", Real.any(), "Hopping parameter.")),
              "The free field: phi^4 with lambda = 0, |kappa| < 1 / (2 d)."),
          new Option(
              "quartic",
              Fields.of(
                  required("a", Real.any(), "Coefficient of x^2."),
                  required("b", Real.positive(), "Coefficient of x^4.")),
              "One-site toy S = a x^2 + b x^4."),
          new Option(
              "anharmonic",
              Fields.of(
                  required("mu2", Real.any(), "Coefficient of x^2 / 2."),
                  required("g", Real.positive(), "Coefficient of x^4 / 4!.")),
              "One-site toy S = mu2 x^2 / 2 + g x^4 / 4!."),
          new Option(
              "polynomial",
              Fields.of(
                  required("kappa", Real.any(), "Hopping parameter."),
                  required(
                      "coefficients",
                      new Items(Real.any(), 1, SitePotential.HIGHEST_POWER, false),
                      "c1 to c8, of phi^1 to phi^8; the highest that is not 0 is positive and of an"
                          + " even power.")),
              "S = sum [-2 kappa sum_mu phi phi_mu + sum_n c_n phi^n]: phi^4, phi^6, tilted"
                  + " wells."),
          new Option(
              "complexQuartic",
              Fields.of(
                  required("a", COMPLEX, "Coefficient of z^2."),
                  required("b", COMPLEX, "Coefficient of z^4; its real part is positive.")),
              "One-site toy S = a z^2 + b z^4 with complex coefficients, for complexLangevin."),
          new Option(
              "complexPhi4",
              Fields.of(
                  required("m2", COMPLEX, "Bare mass squared."),
                  required("lambda0", COMPLEX, "Bare coupling; its real part is positive.")),
              "Lattice phi^4 with complex mass, S = sum [sum_mu (phi_mu - phi)^2 / 2 + m2 phi^2 / 2"
                  + " + lambda0 phi^4 / 4!], for complexLangevin."),
          new Option(
              "boseGas",
              Fields.of(
                  required("m2", Real.any(), "Bare mass squared."),
                  required("lambda", Real.atLeast(0), "Coupling of |psi|^4."),
                  required("mu", Real.any(), "Chemical potential; axis 0 is time.")),
              "Complex scalar field with a chemical potential (Aarts, Phys. Rev. Lett. 102, 131601),"
                  + " for complexLangevin."));

  private static final Choice INTEGRATOR =
      Choice.of(
          Option.word("leapfrog", "Leapfrog."),
          Option.word("minimumNorm", "Second-order minimum-norm integrator."));

  private static final Key LENGTH =
      withDefault("length", Real.positive(), "1.0", "Trajectory length.");
  private static final Key HMC_STEPS =
      withDefault("steps", STEPS, "10", "Integration steps per trajectory.");
  private static final Key HMC_INTEGRATOR =
      withDefault("integrator", INTEGRATOR, "leapfrog", "Integrator of Hamilton's equations.");

  private static final Choice SCHEME =
      Choice.of(
          Option.word("euler", "Euler-Maruyama."),
          Option.word("adaptive", "Euler-Maruyama, in parts where the drift is large."),
          Option.word("halfImplicit", "The highest power of the drift taken at the end."));

  private static final Choice KERNEL =
      Choice.of(
          Option.word("none", "Real noise."),
          Option.word("quadratic", "theta = -arg(c2) / 2: the quadratic term becomes positive."),
          new Option(
              "phase",
              Fields.of(required("theta", Real.any(), "Noise along e^(i theta).")),
              "Kernel e^(2 i theta)."));

  private static final Option COMPLEX_LANGEVIN =
      new Option(
          "complexLangevin",
          Fields.of(
              required("step", Real.positive(), "Langevin time of an update."),
              withDefault("scheme", SCHEME, "halfImplicit", "How an update is made."),
              withDefault("kernel", KERNEL, "none", "Rotation of the noise in the plane."),
              withDefault(
                  "guard",
                  Real.positive(),
                  "1000",
                  "Beyond this |phi| a chain has run away: it is counted and starts afresh.")),
          "Complex Langevin equation of complexified fields, for actions with complex"
              + " parameters.");

  /** The algorithm of a scan. */
  static final Choice COMPLEX_ALGORITHM = Choice.of(COMPLEX_LANGEVIN);

  static final Choice ALGORITHM =
      Choice.of(
          new Option("hmc", Fields.of(LENGTH, HMC_STEPS, HMC_INTEGRATOR), "Hybrid Monte Carlo."),
          new Option(
              "fourierHmc",
              Fields.of(
                  LENGTH,
                  HMC_STEPS,
                  HMC_INTEGRATOR,
                  withDefault(
                      "mass", Real.positive(), "0.5", "Infrared cutoff of the acceleration.")),
              "Fourier-accelerated hybrid Monte Carlo."),
          new Option(
              "langevin",
              Fields.of(required("step", Real.positive(), "Time step.")),
              "Langevin equation by Euler-Maruyama; its ensemble is biased by the step."),
          new Option(
              "kernelLangevin",
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
                          new Text(
                              "the path of a .npy file",
                              Pattern.compile("[^\\x00-\\x1f]{1,4000}\\.npy")),
                          "Symmetric positive definite matrix K(x, y), a row and a column per site."))),
              "Langevin equation with a kernel in drift and noise: (phat^2 + mass^2)^(-exponent), or a"
                  + " matrix; its ensemble is biased by the step."),
          COMPLEX_LANGEVIN,
          new Option(
              "deformedLangevin",
              Fields.of(
                  required("step", Real.positive(), "Time step."),
                  required("lambda", new Real(0, true, 1, true), "Strength of the noise."),
                  withDefault(
                      "score",
                      Choice.of(
                          Option.word("exact", "Of the exact law in continuous time."),
                          new Option(
                              "learned",
                              PipelineGrammar.REFERENCE,
                              "A model of train: {model: langevinScore}.")),
                      "exact",
                      "The score of the law of the Langevin equation at each time.")),
              "Deformed stochastic quantisation from a hot start, for an action without hopping: drift"
                  + " -dS/dphi - (1 - lambda^2) grad log p, noise lambda sqrt(2), by Heun's scheme."),
          Option.word("exact", "Independent exact samples of an action without hopping."),
          new Option(
              "metropolisWolff",
              Fields.of(
                  withDefault(
                      "width", Real.positive(), "1.0", "Half width of the Metropolis proposal."),
                  withDefault("sweeps", STEPS, "4", "Metropolis sweeps per update."),
                  withDefault("clusters", new Whole(0, 100_000), "4", "Clusters per update.")),
              "Local Metropolis sweeps and embedded Wolff clusters."));

  static final Choice START =
      Choice.of(
          Option.word("hot", "Independent Gaussian sites."),
          Option.word("cold", "The zero field."),
          new Option(
              "from",
              PipelineGrammar.REFERENCE,
              "Configurations of another ensemble, one per chain."));
}
