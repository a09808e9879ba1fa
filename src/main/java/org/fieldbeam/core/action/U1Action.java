package org.fieldbeam.core.action;

import static org.fieldbeam.grammar.Key.required;

import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fieldbeam.core.action.angle.AngleForm;
import org.fieldbeam.core.action.angle.GaugeTorus;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.lattice.SiteSums;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Value;

/**
 * Compact U(1) gauge theory with Wilson's action (Wilson, Phys. Rev. D 10 (1974) 2445): an angle on
 * each link, and on the plaquettes of all planes mu &lt; nu
 *
 * <pre>  S = -beta sum_x sum_(mu&lt;nu) cos theta_p,
 *  theta_p = theta_(x,mu) + theta_(x+mu,nu) - theta_(x+nu,mu) - theta_(x,nu).</pre>
 *
 * <p>The constant beta per plaquette is left out. On the two-dimensional torus of V sites &lt;cos
 * theta_p&gt; = sum_n I_n^(V-1) I_(n+1) / sum_n I_n^V, with modified Bessel functions I_n(beta).
 */
public final class U1Action implements Action {
  private static final long serialVersionUID = 1L;

  /** The name in descriptions and pipeline files. */
  public static final String NAME = "u1";

  private static final int W = Rows.LANES;

  private final Lattice lattice;
  private final double beta;

  private U1Action(Lattice lattice, double beta) {
    this.lattice = lattice;
    this.beta = beta;
  }

  /**
   * Returns the action.
   *
   * @param beta the inverse coupling squared
   * @throws IllegalArgumentException if beta is not finite, or the lattice has fewer than two axes,
   *     so that there are no plaquettes
   */
  public static U1Action of(Lattice lattice, double beta) {
    QuarticAction.requireFinite(NAME, "beta", beta);
    if (lattice.dimensions() < 2) {
      throw new IllegalArgumentException(
          "action u1: the lattice "
              + lattice
              + " has no plaquettes; allowed: lattices of two to four axes");
    }
    return new U1Action(lattice, beta);
  }

  /** Returns the inverse coupling squared. */
  public double beta() {
    return beta;
  }

  @Override
  public Lattice lattice() {
    return lattice;
  }

  @Override
  public FieldLayout layout() {
    return FieldLayout.linkAngles(lattice);
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
    double[] lanes = new double[W];
    for (int first = 0; first < batch; first += W) {
      int count = Math.min(W, batch - first);
      sums.load(phi, batch, first, count);
      sums.cosines(lanes);
      for (int lane = 0; lane < count; lane++) {
        out[first + lane] = -beta * lanes[lane];
      }
    }
  }

  @Override
  public void addForce(double[] phi, int batch, double scale, double[] target) {
    Sums sums = new Sums();
    for (int first = 0; first < batch; first += W) {
      int count = Math.min(W, batch - first);
      sums.load(phi, batch, first, count);
      sums.sines();
      sums.addForce(-beta * scale, target, batch, first, count);
    }
  }

  /** Every plaquette has four links: sum d^2 S/dtheta^2 = -4 S. */
  @Override
  public void laplacian(double[] phi, int batch, double[] out) {
    action(phi, batch, out);
    for (int b = 0; b < batch; b++) {
      out[b] *= -4;
    }
  }

  @Override
  public Optional<AngleForm> angleForm() {
    return Optional.of(new Links(lattice, beta));
  }

  @Override
  public Optional<GaugeTorus> gaugeTorus() {
    return GaugeTorus.isKnown(lattice, beta)
        ? Optional.of(new GaugeTorus(lattice, beta))
        : Optional.empty();
  }

  @Override
  public Optional<ExactSampler> exactSampler() {
    return gaugeTorus().map(torus -> torus::draw);
  }

  @Override
  public String toString() {
    return description() + " on " + lattice;
  }

  /** The staple of a link: beta times the sum over plaquettes of their other three links. */
  private record Links(Lattice lattice, double beta) implements AngleForm {
    @Override
    public void staple(double[] phi, int batch, int value, double[] re, double[] im) {
      int axes = lattice.dimensions();
      int site = value / axes;
      int mu = value % axes;
      Arrays.fill(re, 0, batch, 0);
      Arrays.fill(im, 0, batch, 0);
      int ahead = lattice.forward(site, mu);
      for (int nu = 0; nu < axes; nu++) {
        if (nu != mu) {
          int below = lattice.backward(site, nu);
          int corner = lattice.forward(below, mu);
          int up = lattice.forward(site, nu);
          add(phi, batch, up * axes + mu, site * axes + nu, ahead * axes + nu, re, im);
          add(phi, batch, below * axes + mu, corner * axes + nu, below * axes + nu, re, im);
        }
      }
    }

    /** Adds beta e^(i (a + b - c)) of three links. */
    private void add(double[] phi, int batch, int a, int b, int c, double[] re, double[] im) {
      for (int i = 0; i < batch; i++) {
        double angle = phi[a * batch + i] + phi[b * batch + i] - phi[c * batch + i];
        re[i] += beta * Angles.cosine(angle);
        im[i] += beta * Angles.sine(angle);
      }
    }

    @Override
    public OptionalDouble neighbourCoupling() {
      return OptionalDouble.empty();
    }
  }

  /** Sums over rows of up to 16 configurations. */
  private final class Sums {
    private final RowNeighbours neighbours = new RowNeighbours(lattice);
    private final int axes = lattice.dimensions();
    private final Rows[] links = new Rows[axes];
    private final int rows;
    private final int n;
    // Sines of the plaquettes of plane (mu, nu), mu < nu, row by row; made when first needed.
    private double[][][][] sines;

    Sums() {
      for (int mu = 0; mu < axes; mu++) {
        links[mu] = new Rows(lattice, axes, mu);
      }
      rows = links[0].rows.length;
      n = links[0].length;
    }

    void load(double[] phi, int batch, int first, int count) {
      for (Rows link : links) {
        link.load(phi, batch, first, count);
      }
    }

    /** Writes the angles of the plaquettes of a plane whose first sites are those of a row. */
    private void plaquettes(int mu, int nu, int r, double[] out) {
      double[] a = links[mu].rows[r];
      double[] b = links[nu].rows[neighbours.forward[mu][r]];
      double[] d = links[nu].rows[r];
      if (nu == axes - 1) {
        AngleLoops.curlToNext(a, b, d, n, out);
      } else {
        AngleLoops.curl(a, b, links[mu].rows[neighbours.forward[nu][r]], d, n, out);
      }
    }

    void cosines(double[] out) {
      double[] plaquette = new double[n + 2 * W];
      double[] sums = new double[n];
      for (int r = 0; r < rows; r++) {
        for (int nu = 1; nu < axes; nu++) {
          for (int mu = 0; mu < nu; mu++) {
            plaquettes(mu, nu, r, plaquette);
            Angles.cosines(plaquette, W, W + n, plaquette);
            AngleLoops.add(plaquette, sums);
          }
        }
      }
      SiteSums.sumRow(sums, n, W, out);
    }

    void sines() {
      if (sines == null) {
        sines = new double[axes][axes][][];
        for (int nu = 1; nu < axes; nu++) {
          for (int mu = 0; mu < nu; mu++) {
            sines[mu][nu] = new double[rows][n + 2 * W];
          }
        }
      }
      for (int nu = 1; nu < axes; nu++) {
        for (int mu = 0; mu < nu; mu++) {
          for (int r = 0; r < rows; r++) {
            double[] row = sines[mu][nu][r];
            plaquettes(mu, nu, r, row);
            Angles.sines(row, W, W + n, row);
            Rows.wrap(row, n);
          }
        }
      }
    }

    /**
     * Adds {@code by dsum/dtheta} of the sum of -cosines, sum_nu [sin p_(mu nu)(x) - sin p_(mu
     * nu)(x - nu)] on the link (x, mu), p_(nu mu) = -p_(mu nu).
     */
    void addForce(double by, double[] target, int batch, int first, int count) {
      double[] force = new double[n + 2 * W];
      for (int mu = 0; mu < axes; mu++) {
        for (int r = 0; r < rows; r++) {
          links[mu].loadRow(target, batch, first, count, r, force);
          for (int nu = 0; nu < axes; nu++) {
            if (nu != mu) {
              double[][] plane = mu < nu ? sines[mu][nu] : sines[nu][mu];
              double sign = mu < nu ? by : -by;
              if (nu == axes - 1) {
                AngleLoops.addDifferenceInRow(plane[r], n, sign, force);
              } else {
                AngleLoops.addDifference(
                    plane[r], plane[neighbours.backward[nu][r]], n, sign, force);
              }
            }
          }
          links[mu].storeRow(force, target, batch, first, count, r);
        }
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
              "Compact U(1) gauge theory with Wilson's action: an angle on each link.",
              Fields.of(required("beta", Real.any(), "Inverse coupling squared.")))
          .withFormula(
              "S = -beta sum_x sum_(mu<nu) cos(theta_(x,mu) + theta_(x+mu,nu)"
                  + " - theta_(x+nu,mu) - theta_(x,nu))")
          .withSource("Wilson, Phys. Rev. D 10 (1974) 2445");
    }

    @Override
    public Action action(Lattice lattice, Value parameters) {
      return of(lattice, parameters.get("beta").real());
    }
  }
}
