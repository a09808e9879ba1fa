package org.fieldbeam.core.action;

import static org.fieldbeam.grammar.Key.required;

import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.lattice.SiteSums;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;

/**
 * The O(N) phi^4 theory of N-component real vectors in its hopping form,
 *
 * <pre>  S = sum_x [ -2 kappa sum_mu phi_x . phi_(x+mu) + (1 - 2 lambda) phi_x . phi_x
 *             + lambda (phi_x . phi_x)^2 ]</pre>
 *
 * <p>(Luescher and Weisz, Nucl. Phys. B 290 (1987) 25 for N = 1, B 318 (1989) 705 for N = 4, with
 * the constant lambda per site left out). For N = 1 it is {@link Phi4}.
 */
public final class OnAction implements Action {
  private static final long serialVersionUID = 1L;

  /** The name in descriptions and pipeline files. */
  public static final String NAME = "on";

  /** The largest number of components. */
  public static final int MAX_COMPONENTS = 8;

  private static final int W = Rows.LANES;

  private final Lattice lattice;
  private final FieldLayout layout;
  private final VectorForm form;
  private final ActionDescription description;

  private OnAction(Lattice lattice, int n, double kappa, double lambda) {
    this.lattice = lattice;
    layout = FieldLayout.real(lattice, n);
    form = new VectorForm(lattice.dimensions() == 0 ? 0 : kappa, 1 - 2 * lambda, lambda);
    description =
        ActionDescription.of(NAME, Map.of("n", (long) n, "kappa", kappa, "lambda", lambda));
  }

  /**
   * Returns the action.
   *
   * @param n the number of components, 1 to {@value #MAX_COMPONENTS}
   * @param kappa the hopping parameter
   * @param lambda the coupling, 0 or more
   * @throws IllegalArgumentException if a parameter is not finite or out of its range, or lambda is
   *     0 and |kappa| is not below 1/(2d), where exp(-S) cannot be normalised
   */
  public static OnAction of(Lattice lattice, int n, double kappa, double lambda) {
    if (n < 1 || n > MAX_COMPONENTS) {
      throw new IllegalArgumentException(
          "action on: n is " + n + "; allowed: 1 to " + MAX_COMPONENTS + " components");
    }
    QuarticAction.requireFinite(NAME, "kappa", kappa);
    QuarticAction.requireFinite(NAME, "lambda", lambda);
    if (lambda < 0) {
      throw new IllegalArgumentException(
          "action on: lambda is "
              + lambda
              + "; allowed: 0 or more, because exp(-S) cannot be normalised otherwise");
    }
    if (lambda == 0) {
      FreeField.requireNormalisable(NAME, lattice, kappa);
    }
    return new OnAction(lattice, n, kappa, lambda);
  }

  @Override
  public Lattice lattice() {
    return lattice;
  }

  @Override
  public FieldLayout layout() {
    return layout;
  }

  @Override
  public boolean isEven() {
    return true;
  }

  @Override
  public ActionDescription description() {
    return description;
  }

  @Override
  public Optional<VectorForm> vectorForm() {
    return Optional.of(form);
  }

  @Override
  public void action(double[] phi, int batch, double[] out) {
    Sums sums = new Sums();
    double[] lanes = new double[W];
    for (int first = 0; first < batch; first += W) {
      int count = Math.min(W, batch - first);
      sums.load(phi, batch, first, count);
      sums.action(lanes);
      System.arraycopy(lanes, 0, out, first, count);
    }
  }

  @Override
  public void addForce(double[] phi, int batch, double scale, double[] target) {
    Sums sums = new Sums();
    for (int first = 0; first < batch; first += W) {
      int count = Math.min(W, batch - first);
      sums.load(phi, batch, first, count);
      sums.addForce(scale, target, batch, first, count);
    }
  }

  /** Of the square s of a vector, sum_a d^2/dphi_a^2 (c2 s + c4 s^2) = 2 N c2 + 4 (N + 2) c4 s. */
  @Override
  public void laplacian(double[] phi, int batch, double[] out) {
    int n = layout.rowLength(batch);
    SiteSums.dot(n, layout.size() * batch / n, phi, phi, batch, out);
    int components = layout.components();
    for (int b = 0; b < batch; b++) {
      out[b] =
          2 * form.quadratic() * components * lattice.volume()
              + 4 * (components + 2) * form.quartic() * out[b];
    }
  }

  @Override
  public String toString() {
    return description + " on " + lattice;
  }

  /** Sums over rows of up to 16 configurations. */
  private final class Sums {
    private final RowNeighbours neighbours = new RowNeighbours(lattice);
    private final Rows[] fields = new Rows[layout.components()];
    private final double[] others;
    private final double[] squares;
    private final double[] momenta;

    Sums() {
      for (int a = 0; a < fields.length; a++) {
        fields[a] = new Rows(lattice, fields.length, a);
      }
      int length = fields[0].length + 2 * W;
      others = new double[length];
      squares = new double[length];
      momenta = new double[length];
    }

    void load(double[] phi, int batch, int first, int count) {
      for (Rows field : fields) {
        field.load(phi, batch, first, count);
      }
    }

    void addForce(double scale, double[] target, int batch, int first, int count) {
      for (int r = 0; r < fields[0].rows.length; r++) {
        sumSquares(r);
        for (Rows field : fields) {
          sumOthers(field, r, true);
          field.loadRow(target, batch, first, count, r, momenta);
          force(
              others,
              field.rows[r],
              squares,
              field.length,
              -2 * form.quadratic() * scale,
              -4 * form.quartic() * scale,
              2 * form.kappa() * scale,
              momenta);
          field.storeRow(momenta, target, batch, first, count, r);
        }
      }
    }

    void action(double[] out) {
      double[] sums = new double[fields[0].length];
      for (int r = 0; r < fields[0].rows.length; r++) {
        sumSquares(r);
        addLocal(squares, form.quadratic(), form.quartic(), sums);
        for (Rows field : fields) {
          sumOthers(field, r, false);
          addLinks(others, field.rows[r], -2 * form.kappa(), sums);
        }
      }
      SiteSums.sumRow(sums, sums.length, W, out);
    }

    private void sumSquares(int r) {
      Arrays.fill(squares, 0);
      for (Rows field : fields) {
        addSquares(field.rows[r], squares);
      }
    }

    /** Sums the neighbours of a row: forward ones, or both. */
    private void sumOthers(Rows field, int r, boolean both) {
      Arrays.fill(others, 0);
      if (lattice.dimensions() == 0) {
        return;
      }
      for (int axis = 0; axis < neighbours.forward.length; axis++) {
        add(field.rows[neighbours.forward[axis][r]], others);
        if (both) {
          add(field.rows[neighbours.backward[axis][r]], others);
        }
      }
      addForward(field.rows[r], field.length, others);
      if (both) {
        addBackward(field.rows[r], field.length, others);
      }
    }
  }

  private static void addSquares(double[] row, double[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += row[i] * row[i];
    }
  }

  private static void add(double[] row, double[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += row[i];
    }
  }

  private static void addForward(double[] row, int n, double[] sums) {
    for (int i = 0; i < n; i++) {
      sums[W + i] += row[2 * W + i];
    }
  }

  private static void addBackward(double[] row, int n, double[] sums) {
    for (int i = 0; i < n; i++) {
      sums[W + i] += row[i];
    }
  }

  private static void force(
      double[] others,
      double[] row,
      double[] squares,
      int n,
      double linear,
      double cubic,
      double hop,
      double[] p) {
    for (int i = 0; i < n; i++) {
      p[W + i] =
          Math.fma(
              row[W + i],
              Math.fma(cubic, squares[W + i], linear),
              Math.fma(hop, others[W + i], p[W + i]));
    }
  }

  private static void addLocal(double[] squares, double quadratic, double quartic, double[] sums) {
    for (int i = 0; i < sums.length; i++) {
      double square = squares[W + i];
      sums[i] += square * Math.fma(quartic, square, quadratic);
    }
  }

  private static void addLinks(double[] others, double[] row, double hop, double[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += hop * row[W + i] * others[W + i];
    }
  }

  /** The kind of this action. */
  @AutoService(ActionKind.class)
  public static final class OfFiles implements ActionKind {
    @Override
    public About about() {
      return About.of(
              NAME,
              "O(N) phi^4 theory of vectors of N components; N = 1 is phi4.",
              Fields.of(
                  required("n", new Whole(1, MAX_COMPONENTS), "Number of components N."),
                  required("kappa", Real.any(), "Hopping parameter."),
                  required("lambda", Real.atLeast(0), "Quartic coupling.")))
          .withFormula(
              "S = sum [-2 kappa sum_mu phi . phi_mu + (1 - 2 lambda) phi . phi + lambda (phi ."
                  + " phi)^2]")
          .withSource("Luescher and Weisz, Nucl. Phys. B 318 (1989) 705");
    }

    @Override
    public Action action(Lattice lattice, Value parameters) {
      return of(
          lattice,
          parameters.get("n").integer(),
          parameters.get("kappa").real(),
          parameters.get("lambda").real());
    }
  }
}
