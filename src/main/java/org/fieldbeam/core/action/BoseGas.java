package org.fieldbeam.core.action;

import static org.fieldbeam.grammar.Key.required;

import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Value;

/**
 * The relativistic Bose gas at chemical potential mu: a complex scalar field psi = (phi_1 + i
 * phi_2)/sqrt(2) whose two real components are complexified (G. Aarts, Phys. Rev. Lett. 102 (2009)
 * 131601, eq. 2 and 4):
 *
 * <pre>  S = sum_x [ (d + m2/2) phi_a phi_a + (lambda/4) (phi_a phi_a)^2
 *             - sum_(nu space) phi_(a,x) phi_(a,x+nu)
 *             - cosh(mu) phi_(a,x) phi_(a,x+t) + i sinh(mu) eps_(ab) phi_(a,x) phi_(b,x+t) ]</pre>
 *
 * <p>Axis 0 of the lattice is Euclidean time; eps_12 = 1. The density is &lt;n&gt; = -(1/V)
 * &lt;dS/dmu&gt;.
 */
public final class BoseGas implements ComplexAction {
  private static final long serialVersionUID = 1L;

  /** The name in pipeline files. */
  public static final String NAME = "boseGas";

  private final Lattice lattice;
  private final double m2;
  private final double lambda;
  private final double mu;
  private final double cosh;
  private final double sinh;

  private BoseGas(Lattice lattice, double m2, double lambda, double mu) {
    this.lattice = lattice;
    this.m2 = m2;
    this.lambda = lambda;
    this.mu = mu;
    this.cosh = StrictMath.cosh(mu);
    this.sinh = StrictMath.sinh(mu);
  }

  /**
   * Returns the Bose gas.
   *
   * @param m2 bare mass squared
   * @param lambda coupling, not negative
   * @param mu chemical potential, in units of the inverse lattice spacing
   * @throws IllegalArgumentException if lambda is negative, or is 0 and the free gas condenses, m2
   *     + 2 - 2 cosh(mu) &lt;= 0
   */
  public static BoseGas of(Lattice lattice, double m2, double lambda, double mu) {
    BoseGas gas = new BoseGas(lattice, m2, lambda, mu);
    if (!(lambda >= 0) || (lambda == 0 && !(m2 + 2 - 2 * gas.cosh > 0))) {
      throw new IllegalArgumentException(
          "action "
              + gas.description()
              + "; allowed: lambda > 0, or lambda = 0 and m2 + 2 - 2 cosh(mu) > 0");
    }
    return gas;
  }

  @Override
  public Lattice lattice() {
    return lattice;
  }

  @Override
  public FieldLayout layout() {
    return FieldLayout.complexified(lattice, 2);
  }

  @Override
  public boolean isEven() {
    return true;
  }

  @Override
  public int degree() {
    return lambda == 0 ? 2 : 4;
  }

  @Override
  public double[][] leadingCoefficients() {
    double[] quadratic = {1 + m2 / 2 - cosh, 0};
    return new double[][] {quadratic, lambda == 0 ? quadratic : new double[] {lambda / 4, 0}};
  }

  @Override
  public Optional<ComplexPolynomial> sitePolynomial() {
    return Optional.empty();
  }

  @Override
  public ActionDescription description() {
    return ActionDescription.of(NAME, Map.of("m2", m2, "lambda", lambda, "mu", mu));
  }

  @Override
  public void action(double[] re, double[] im, int batch, double[] outRe, double[] outIm) {
    Arrays.fill(outRe, 0, batch, 0);
    Arrays.fill(outIm, 0, batch, 0);
    double mass = lattice.dimensions() + m2 / 2;
    for (int site = 0; site < lattice.volume(); site++) {
      int at = 2 * site * batch;
      for (int b = 0; b < batch; b++) {
        int i = at + b;
        int j = i + batch;
        double sx = re[i] * re[i] - im[i] * im[i] + re[j] * re[j] - im[j] * im[j];
        double sy = 2 * (re[i] * im[i] + re[j] * im[j]);
        outRe[b] += mass * sx + lambda / 4 * (sx * sx - sy * sy);
        outIm[b] += mass * sy + lambda / 2 * sx * sy;
      }
      for (int axis = 0; axis < lattice.dimensions(); axis++) {
        int to = 2 * lattice.forward(site, axis) * batch;
        double direct = axis == 0 ? cosh : 1;
        double crossed = axis == 0 ? sinh : 0;
        for (int b = 0; b < batch; b++) {
          int i = at + b;
          int j = i + batch;
          int k = to + b;
          int l = k + batch;
          double dx = re[i] * re[k] - im[i] * im[k] + re[j] * re[l] - im[j] * im[l];
          double dy = re[i] * im[k] + im[i] * re[k] + re[j] * im[l] + im[j] * re[l];
          double ex = re[i] * re[l] - im[i] * im[l] - re[j] * re[k] + im[j] * im[k];
          double ey = re[i] * im[l] + im[i] * re[l] - re[j] * im[k] - im[j] * re[k];
          outRe[b] -= direct * dx + crossed * ey;
          outIm[b] -= direct * dy - crossed * ex;
        }
      }
    }
  }

  @Override
  public Optional<ParticleDensity> particleDensity() {
    return Optional.of(this::density);
  }

  /**
   * Computes the density n = (1/V) sum_x [sinh(mu) phi_(a,x) phi_(a,x+t) - i cosh(mu) eps_(ab)
   * phi_(a,x) phi_(b,x+t)] of every configuration.
   *
   * @param re real parts of the fields
   * @param im imaginary parts of the fields
   * @param batch the number of configurations
   * @param outRe receives the real parts
   * @param outIm receives the imaginary parts
   */
  void density(double[] re, double[] im, int batch, double[] outRe, double[] outIm) {
    Arrays.fill(outRe, 0, batch, 0);
    Arrays.fill(outIm, 0, batch, 0);
    int volume = lattice.volume();
    for (int site = 0; site < volume; site++) {
      int to = 2 * lattice.forward(site, 0) * batch;
      for (int b = 0; b < batch; b++) {
        int i = 2 * site * batch + b;
        int j = i + batch;
        int k = to + b;
        int l = k + batch;
        double dx = re[i] * re[k] - im[i] * im[k] + re[j] * re[l] - im[j] * im[l];
        double dy = re[i] * im[k] + im[i] * re[k] + re[j] * im[l] + im[j] * re[l];
        double ex = re[i] * re[l] - im[i] * im[l] - re[j] * re[k] + im[j] * im[k];
        double ey = re[i] * im[l] + im[i] * re[l] - re[j] * im[k] - im[j] * re[k];
        outRe[b] += (sinh * dx + cosh * ey) / volume;
        outIm[b] += (sinh * dy - cosh * ex) / volume;
      }
    }
  }

  @Override
  public void drift(double[] re, double[] im, int batch, double[] outRe, double[] outIm) {
    local(re, im, batch, -2 * lattice.dimensions() - m2, -lambda, outRe, outIm);
    for (int site = 0; site < lattice.volume(); site++) {
      int at = 2 * site * batch;
      for (int axis = 0; axis < lattice.dimensions(); axis++) {
        int up = 2 * lattice.forward(site, axis) * batch;
        int down = 2 * lattice.backward(site, axis) * batch;
        double direct = axis == 0 ? cosh : 1;
        // both components of a site lie next to each other
        addSum(re, up, down, 2 * batch, direct, outRe, at);
        addSum(im, up, down, 2 * batch, direct, outIm, at);
        if (axis == 0) {
          // -dS/dphi_a = ... - i sinh(mu) eps_ab (phi_(b,x+t) - phi_(b,x-t))
          addDifference(im, up + batch, down + batch, batch, sinh, outRe, at);
          addDifference(re, up + batch, down + batch, batch, -sinh, outIm, at);
          addDifference(im, up, down, batch, -sinh, outRe, at + batch);
          addDifference(re, up, down, batch, sinh, outIm, at + batch);
        }
      }
    }
  }

  /** phi_a (linear + cubic phi_b phi_b) for both components. */
  private void local(
      double[] re,
      double[] im,
      int batch,
      double linear,
      double cubic,
      double[] outRe,
      double[] outIm) {
    int size = values() * batch;
    for (int at = 0; at < size; at += 2 * batch) {
      for (int i = at; i < at + batch; i++) {
        int j = i + batch;
        double sx = re[i] * re[i] - im[i] * im[i] + re[j] * re[j] - im[j] * im[j];
        double sy = 2 * (re[i] * im[i] + re[j] * im[j]);
        double ux = linear + cubic * sx;
        double uy = cubic * sy;
        outRe[i] = re[i] * ux - im[i] * uy;
        outIm[i] = re[i] * uy + im[i] * ux;
        outRe[j] = re[j] * ux - im[j] * uy;
        outIm[j] = re[j] * uy + im[j] * ux;
      }
    }
  }

  private static void addSum(
      double[] field, int up, int down, int batch, double by, double[] out, int at) {
    for (int b = 0; b < batch; b++) {
      out[at + b] += by * (field[up + b] + field[down + b]);
    }
  }

  private static void addDifference(
      double[] field, int up, int down, int batch, double by, double[] out, int at) {
    for (int b = 0; b < batch; b++) {
      out[at + b] += by * (field[up + b] - field[down + b]);
    }
  }

  @Override
  public void stiffness(double[] re, double[] im, int batch, double[] outRe, double[] outIm) {
    int size = values() * batch;
    for (int at = 0; at < size; at += 2 * batch) {
      for (int i = at; i < at + batch; i++) {
        int j = i + batch;
        double sx = re[i] * re[i] - im[i] * im[i] + re[j] * re[j] - im[j] * im[j];
        double sy = 2 * (re[i] * im[i] + re[j] * im[j]);
        outRe[i] = lambda * sx;
        outIm[i] = lambda * sy;
        outRe[j] = outRe[i];
        outIm[j] = outIm[i];
      }
    }
  }

  @Override
  public String toString() {
    return description() + " on " + lattice;
  }

  /** The kind of this action. */
  @AutoService(ActionKind.class)
  public static final class OfFiles implements ActionKind {
    @Override
    public About about() {
      return About.of(
              NAME,
              "Complex scalar field psi = (phi_1 + i phi_2) / sqrt(2) with a chemical potential, for"
                  + " complexLangevin.",
              Fields.of(
                  required("m2", Real.any(), "Bare mass squared."),
                  required("lambda", Real.atLeast(0), "Coupling of |psi|^4."),
                  required("mu", Real.any(), "Chemical potential; axis 0 is time.")))
          .withFormula(
              "S = sum [(2 d + m2) |psi|^2 + lambda |psi|^4 - sum_nu (psi^* e^(-mu delta_(nu,0))"
                  + " psi_nu + psi_nu^* e^(mu delta_(nu,0)) psi)]")
          .withSource("Aarts, Phys. Rev. Lett. 102 (2009) 131601, eq. 2");
    }

    @Override
    public ComplexAction action(Lattice lattice, Value parameters) {
      return of(
          lattice,
          parameters.get("m2").real(),
          parameters.get("lambda").real(),
          parameters.get("mu").real());
    }
  }
}
