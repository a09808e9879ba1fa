package org.fieldbeam.core.action;

import static org.fieldbeam.grammar.Key.required;

import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fieldbeam.core.action.angle.AngleForm;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.lattice.SiteSums;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.VonMises;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Value;

/**
 * The XY model: an angle at each site,
 *
 * <pre>  S = -beta sum_x sum_mu cos(theta_x - theta_(x+mu)).</pre>
 *
 * <p>On a ring of L sites &lt;cos(theta_x - theta_(x+1))&gt; = sum_n I_n^(L-1) I_(n+1) / sum_n
 * I_n^L, with modified Bessel functions I_n(beta). In two dimensions vortices unbind at beta =
 * 1.1199 (Kosterlitz and Thouless, J. Phys. C 6 (1973) 1181; Hasenbusch, J. Phys. A 38 (2005)
 * 5869).
 */
public final class XyAction implements Action {
  private static final long serialVersionUID = 1L;

  /** The name in descriptions and pipeline files. */
  public static final String NAME = "xy";

  private final Lattice lattice;
  private final double beta;

  private XyAction(Lattice lattice, double beta) {
    this.lattice = lattice;
    this.beta = beta;
  }

  /**
   * Returns the action.
   *
   * @param beta the inverse temperature
   * @throws IllegalArgumentException if beta is not finite, or the lattice a single site, which has
   *     no neighbours
   */
  public static XyAction of(Lattice lattice, double beta) {
    QuarticAction.requireFinite(NAME, "beta", beta);
    if (lattice.dimensions() == 0) {
      throw new IllegalArgumentException(
          "action xy: the lattice is a single site; allowed: lattices of one to four axes");
    }
    return new XyAction(lattice, beta);
  }

  /** Returns the inverse temperature. */
  public double beta() {
    return beta;
  }

  @Override
  public Lattice lattice() {
    return lattice;
  }

  @Override
  public FieldLayout layout() {
    return FieldLayout.siteAngles(lattice);
  }

  @Override
  public boolean isEven() {
    return true;
  }

  @Override
  public ActionDescription description() {
    return ActionDescription.of(NAME, Map.of("beta", beta));
  }

  @Override
  public void action(double[] phi, int batch, double[] out) {
    Sums sums = new Sums();
    double[] lanes = new double[Rows.LANES];
    for (int first = 0; first < batch; first += Rows.LANES) {
      int count = Math.min(Rows.LANES, batch - first);
      sums.angles.load(phi, batch, first, count);
      sums.cosines(lanes);
      for (int lane = 0; lane < count; lane++) {
        out[first + lane] = -beta * lanes[lane];
      }
    }
  }

  @Override
  public void addForce(double[] phi, int batch, double scale, double[] target) {
    Sums sums = new Sums();
    for (int first = 0; first < batch; first += Rows.LANES) {
      int count = Math.min(Rows.LANES, batch - first);
      sums.angles.load(phi, batch, first, count);
      sums.addForce(-beta * scale, target, batch, first, count);
    }
  }

  /** Every link has two ends: sum_x d^2 S/dtheta_x^2 = -2 S. */
  @Override
  public void laplacian(double[] phi, int batch, double[] out) {
    action(phi, batch, out);
    for (int b = 0; b < batch; b++) {
      out[b] *= -2;
    }
  }

  @Override
  public Optional<AngleForm> angleForm() {
    return Optional.of(new Spins());
  }

  /** On a ring the differences are independent but for their sum, a multiple of 2 pi. */
  @Override
  public Optional<ExactSampler> exactSampler() {
    return lattice.dimensions() == 1 ? Optional.of(this::drawRing) : Optional.empty();
  }

  private void drawRing(RandomStream random, double[] field) {
    double[] differences = new double[field.length];
    VonMises.drawClosed(beta, random, differences);
    field[0] = VonMises.uniform(random);
    for (int x = 1; x < field.length; x++) {
      field[x] = Angles.wrap(field[x - 1] - differences[x - 1]);
    }
  }

  @Override
  public String toString() {
    return description() + " on " + lattice;
  }

  /** The staple of a site: beta times the sum of its neighbours. */
  private final class Spins implements AngleForm {
    @Override
    public void staple(double[] phi, int batch, int site, double[] re, double[] im) {
      Arrays.fill(re, 0, batch, 0);
      Arrays.fill(im, 0, batch, 0);
      for (int axis = 0; axis < lattice.dimensions(); axis++) {
        int up = lattice.forward(site, axis) * batch;
        int down = lattice.backward(site, axis) * batch;
        for (int b = 0; b < batch; b++) {
          re[b] += beta * (Angles.cosine(phi[up + b]) + Angles.cosine(phi[down + b]));
          im[b] += beta * (Angles.sine(phi[up + b]) + Angles.sine(phi[down + b]));
        }
      }
    }

    @Override
    public OptionalDouble neighbourCoupling() {
      return OptionalDouble.of(beta);
    }
  }

  /** Sums over rows of up to 16 configurations. */
  private final class Sums {
    private final RowNeighbours neighbours = new RowNeighbours(lattice);
    final Rows angles = new Rows(lattice);
    private final int last = lattice.dimensions() - 1;

    /** Writes the differences theta_x - theta_(x+mu) along an axis, for the sites of a row. */
    private void differences(int axis, int r, double[] out) {
      double[] row = angles.rows[r];
      if (axis == last) {
        AngleLoops.differenceToNext(row, row, angles.length, out);
      } else {
        AngleLoops.difference(row, angles.rows[neighbours.forward[axis][r]], angles.length, out);
      }
    }

    void cosines(double[] out) {
      int n = angles.length;
      double[] link = new double[n + 2 * Rows.LANES];
      double[] sums = new double[n];
      for (int r = 0; r < angles.rows.length; r++) {
        for (int axis = 0; axis <= last; axis++) {
          differences(axis, r, link);
          Angles.cosines(link, Rows.LANES, Rows.LANES + n, link);
          AngleLoops.add(link, sums);
        }
      }
      SiteSums.sumRow(sums, n, Rows.LANES, out);
    }

    void addForce(double by, double[] target, int batch, int first, int count) {
      int n = angles.length;
      double[][][] sines = new double[last + 1][angles.rows.length][n + 2 * Rows.LANES];
      for (int axis = 0; axis <= last; axis++) {
        for (int r = 0; r < angles.rows.length; r++) {
          double[] row = sines[axis][r];
          differences(axis, r, row);
          Angles.sines(row, Rows.LANES, Rows.LANES + n, row);
          if (axis == last) {
            Rows.wrap(row, n);
          }
        }
      }
      double[] force = new double[n + 2 * Rows.LANES];
      for (int r = 0; r < angles.rows.length; r++) {
        angles.loadRow(target, batch, first, count, r, force);
        for (int axis = 0; axis < last; axis++) {
          AngleLoops.addDifference(
              sines[axis][r], sines[axis][neighbours.backward[axis][r]], n, by, force);
        }
        AngleLoops.addDifferenceInRow(sines[last][r], n, by, force);
        angles.storeRow(force, target, batch, first, count, r);
      }
    }
  }

  /** The kind of this action. */
  @AutoService(ActionKind.class)
  public static final class OfFiles implements ActionKind {
    @Override
    public About about() {
      return About.of(
              NAME,
              "XY model: an angle at each site.",
              Fields.of(required("beta", Real.any(), "Inverse temperature.")))
          .withFormula("S = -beta sum_x sum_mu cos(theta_x - theta_(x+mu))")
          .withSource("Kosterlitz and Thouless, J. Phys. C 6 (1973) 1181");
    }

    @Override
    public Action action(Lattice lattice, Value parameters) {
      return of(lattice, parameters.get("beta").real());
    }
  }
}
