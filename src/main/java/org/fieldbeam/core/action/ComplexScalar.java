package org.fieldbeam.core.action;

import static org.fieldbeam.grammar.Key.required;

import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Value;

/**
 * One complexified scalar field with an even quartic polynomial of complex coefficients at each
 * site:
 *
 * <pre>  S = sum_x [ -h sum_mu phi_x phi_(x+mu) + c2 phi_x^2 + c4 phi_x^4 ]</pre>
 *
 * <p>{@code complexQuartic}: h = 0, c2 = a, c4 = b, on one site the toy of Fukushima and Kamata
 * (arXiv 2411.11297, eq. 43). {@code complexPhi4}: h = 1, c2 = d + m2/2, c4 = lambda0/4!, which is
 * S = sum_x [sum_mu (phi_(x+mu) - phi_x)^2/2 + m2 phi_x^2/2 + lambda0 phi_x^4/4!].
 */
public final class ComplexScalar implements ComplexAction {
  private static final long serialVersionUID = 1L;

  /** The name of S = sum_x [a phi^2 + b phi^4] in pipeline files. */
  public static final String QUARTIC = "complexQuartic";

  /** The name of lattice phi^4 with complex mass and coupling in pipeline files. */
  public static final String PHI4 = "complexPhi4";

  private final Lattice lattice;
  private final ActionDescription description;
  private final double hopping;
  private final double[] c2;
  private final double[] c4;

  private ComplexScalar(
      Lattice lattice, ActionDescription description, double hopping, double[] c2, double[] c4) {
    this.lattice = lattice;
    this.description = description;
    this.hopping = hopping;
    this.c2 = c2;
    this.c4 = c4;
    boolean normalisable = c4[0] > 0 || (c4[0] == 0 && c4[1] == 0 && c2[0] > 0);
    if (!normalisable) {
      throw new IllegalArgumentException(
          "action "
              + description
              + ": exp(-S) is not integrable over real fields; allowed: a quartic coefficient with"
              + " a positive real part, or none and a positive real part of the mass term");
    }
  }

  /**
   * Returns S = sum_x [a phi_x^2 + b phi_x^4].
   *
   * @param a {real, imaginary}
   * @param b {real, imaginary}
   * @throws IllegalArgumentException unless Re b > 0, or b = 0 and Re a > 0
   */
  public static ComplexScalar quartic(Lattice lattice, double[] a, double[] b) {
    return new ComplexScalar(
        lattice, description(QUARTIC, "a", a, "b", b), 0, a.clone(), b.clone());
  }

  /**
   * Returns S = sum_x [sum_mu (phi_(x+mu) - phi_x)^2/2 + m2 phi_x^2/2 + lambda0 phi_x^4/24].
   *
   * @param m2 {real, imaginary}
   * @param lambda0 {real, imaginary}
   * @throws IllegalArgumentException unless Re lambda0 > 0, or lambda0 = 0 and Re m2 > 0
   */
  public static ComplexScalar phi4(Lattice lattice, double[] m2, double[] lambda0) {
    if (lambda0[0] == 0 && lambda0[1] == 0 && !(m2[0] > 0)) {
      throw new IllegalArgumentException(
          "action complexPhi4: lambda0 is 0 and m2 is "
              + ComplexNumber.of(m2)
              + "; allowed for a free field: m2 with a positive real part");
    }
    double[] c2 = {lattice.dimensions() + m2[0] / 2, m2[1] / 2};
    double[] c4 = {lambda0[0] / 24, lambda0[1] / 24};
    return new ComplexScalar(lattice, description(PHI4, "m2", m2, "lambda0", lambda0), 1, c2, c4);
  }

  private static ActionDescription description(
      String name, String mass, double[] m, String coupling, double[] g) {
    return ActionDescription.of(
        name, Map.of(mass, ComplexNumber.of(m), coupling, ComplexNumber.of(g)));
  }

  @Override
  public Lattice lattice() {
    return lattice;
  }

  @Override
  public FieldLayout layout() {
    return FieldLayout.complexified(lattice, 1);
  }

  @Override
  public boolean isEven() {
    return true;
  }

  @Override
  public int degree() {
    return c4[0] == 0 && c4[1] == 0 ? 2 : 4;
  }

  @Override
  public double[][] leadingCoefficients() {
    double[] quadratic = {c2[0] - hopping * lattice.dimensions(), c2[1]};
    return new double[][] {quadratic, degree() == 2 ? quadratic.clone() : c4.clone()};
  }

  @Override
  public Optional<ComplexPolynomial> sitePolynomial() {
    return hopping == 0
        ? Optional.of(
            ComplexPolynomial.of(
                new double[] {0, 0, c2[0], 0, c4[0]}, new double[] {0, 0, c2[1], 0, c4[1]}))
        : Optional.empty();
  }

  @Override
  public ActionDescription description() {
    return description;
  }

  @Override
  public void action(double[] re, double[] im, int batch, double[] outRe, double[] outIm) {
    Arrays.fill(outRe, 0, batch, 0);
    Arrays.fill(outIm, 0, batch, 0);
    for (int site = 0; site < lattice.volume(); site++) {
      int at = site * batch;
      for (int b = 0; b < batch; b++) {
        double x = re[at + b];
        double y = im[at + b];
        double sx = x * x - y * y;
        double sy = 2 * x * y;
        double ux = c2[0] + c4[0] * sx - c4[1] * sy;
        double uy = c2[1] + c4[0] * sy + c4[1] * sx;
        outRe[b] += sx * ux - sy * uy;
        outIm[b] += sx * uy + sy * ux;
      }
      for (int axis = 0; axis < hops(); axis++) {
        int to = lattice.forward(site, axis) * batch;
        for (int b = 0; b < batch; b++) {
          outRe[b] -= hopping * (re[at + b] * re[to + b] - im[at + b] * im[to + b]);
          outIm[b] -= hopping * (re[at + b] * im[to + b] + im[at + b] * re[to + b]);
        }
      }
    }
  }

  private int hops() {
    return hopping == 0 ? 0 : lattice.dimensions();
  }

  @Override
  public void drift(double[] re, double[] im, int batch, double[] outRe, double[] outIm) {
    local(re, im, lattice.volume() * batch, c2[0], c2[1], c4[0], c4[1], outRe, outIm);
    for (int axis = 0; axis < hops(); axis++) {
      for (int site = 0; site < lattice.volume(); site++) {
        int at = site * batch;
        int up = lattice.forward(site, axis) * batch;
        int down = lattice.backward(site, axis) * batch;
        addSum(re, up, down, batch, hopping, outRe, at);
        addSum(im, up, down, batch, hopping, outIm, at);
      }
    }
  }

  /** v = -phi (2 c2 + 4 c4 phi^2). */
  private static void local(
      double[] re,
      double[] im,
      int size,
      double ax,
      double ay,
      double bx,
      double by,
      double[] outRe,
      double[] outIm) {
    double linearX = -2 * ax;
    double linearY = -2 * ay;
    double cubicX = -4 * bx;
    double cubicY = -4 * by;
    for (int i = 0; i < size; i++) {
      double x = re[i];
      double y = im[i];
      double sx = x * x - y * y;
      double sy = 2 * x * y;
      double ux = linearX + cubicX * sx - cubicY * sy;
      double uy = linearY + cubicX * sy + cubicY * sx;
      outRe[i] = x * ux - y * uy;
      outIm[i] = x * uy + y * ux;
    }
  }

  private static void addSum(
      double[] field, int up, int down, int batch, double by, double[] out, int at) {
    for (int b = 0; b < batch; b++) {
      out[at + b] += by * (field[up + b] + field[down + b]);
    }
  }

  @Override
  public void stiffness(double[] re, double[] im, int batch, double[] outRe, double[] outIm) {
    if (degree() == 2) {
      Arrays.fill(outRe, 0, values() * batch, 2 * c2[0]);
      Arrays.fill(outIm, 0, values() * batch, 2 * c2[1]);
      return;
    }
    double cubicX = 4 * c4[0];
    double cubicY = 4 * c4[1];
    int size = lattice.volume() * batch;
    for (int i = 0; i < size; i++) {
      double sx = re[i] * re[i] - im[i] * im[i];
      double sy = 2 * re[i] * im[i];
      outRe[i] = cubicX * sx - cubicY * sy;
      outIm[i] = cubicX * sy + cubicY * sx;
    }
  }

  @Override
  public String toString() {
    return description() + " on " + lattice;
  }

  /** The kind of S = sum_x [a phi^2 + b phi^4]. */
  @AutoService(ActionKind.class)
  public static final class QuarticOfFiles implements ActionKind {
    @Override
    public About about() {
      return About.of(
              QUARTIC,
              "A toy without hopping and with complex coefficients, for complexLangevin.",
              Fields.of(
                  required("a", Type.complex(), "Coefficient of z^2."),
                  required("b", Type.complex(), "Coefficient of z^4; its real part is positive.")))
          .withFormula("S = sum [a z^2 + b z^4]")
          .withSource("Fukushima and Kamata, arXiv 2411.11297, eq. 43");
    }

    @Override
    public ComplexAction action(Lattice lattice, Value parameters) {
      return quartic(lattice, parameters.get("a").complex(), parameters.get("b").complex());
    }
  }

  /** The kind of lattice phi^4 with complex mass and coupling. */
  @AutoService(ActionKind.class)
  public static final class Phi4OfFiles implements ActionKind {
    @Override
    public About about() {
      return About.of(
              PHI4,
              "Lattice phi^4 with complex mass and coupling, for complexLangevin.",
              Fields.of(
                  required("m2", Type.complex(), "Bare mass squared."),
                  required("lambda0", Type.complex(), "Bare coupling; its real part is positive.")))
          .withFormula("S = sum [sum_mu (phi_mu - phi)^2 / 2 + m2 phi^2 / 2 + lambda0 phi^4 / 4!]");
    }

    @Override
    public ComplexAction action(Lattice lattice, Value parameters) {
      return phi4(lattice, parameters.get("m2").complex(), parameters.get("lambda0").complex());
    }
  }
}
