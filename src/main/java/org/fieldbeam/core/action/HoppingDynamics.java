package org.fieldbeam.core.action;

import java.util.Arrays;
import org.fieldbeam.core.lattice.SiteSums;
import org.fieldbeam.core.random.RandomStream;

/**
 * Molecular dynamics with unit mass for an action with hopping, on up to {@link #LANES}
 * configurations in the layout that the kernels run fastest on.
 *
 * <p>What it computes for a configuration is, to the last bit, what {@link Action#addForce} and the
 * addition of momenta compute. Not thread safe.
 */
public final class HoppingDynamics {
  /** The largest number of configurations side by side. */
  public static final int LANES = Rows.LANES;

  private final HoppingKernels kernels;
  private final Rows fields;
  private final Rows momenta;
  private final boolean planar;
  private final double[] sums;
  private final double[] lanes = new double[LANES];

  HoppingDynamics(QuarticAction action) {
    kernels = action.newKernels();
    fields = new Rows(action.lattice());
    momenta = new Rows(action.lattice());
    planar = action.lattice().dimensions() == 2;
    sums = new double[fields.length];
  }

  /**
   * Takes over the fields of configurations {@code first} to {@code first + count - 1} of a batch.
   *
   * @param phi the fields, element {@code site * batch + b}
   * @param count at most {@link #LANES}
   */
  public void loadFields(double[] phi, int batch, int first, int count) {
    fields.load(phi, batch, first, count);
  }

  /** Takes over the field of one configuration of a batch into its lane. */
  public void loadField(double[] phi, int batch, int first, int lane) {
    int at = first + lane;
    for (double[] row : fields.rows) {
      for (int i = LANES + lane; i < LANES + fields.length; i += LANES, at += batch) {
        row[i] = phi[at];
      }
      Rows.wrap(row, fields.length);
    }
  }

  /** Draws independent N(0,1) momenta for the first configurations, one stream for each. */
  public void drawMomenta(RandomStream[] random, int first, int count) {
    int sites = fields.length / LANES;
    for (double[] row : momenta.rows) {
      for (int lane = 0; lane < count; lane++) {
        random[first + lane].gaussians(row, LANES + lane, LANES, sites);
      }
    }
  }

  /** Gives the fields back to their places in a batch. */
  public void storeFields(double[] phi, int batch, int first, int count) {
    fields.store(phi, batch, first, count);
  }

  /** Changes the momenta: p += time * (-dS/dphi). */
  public void kick(double time) {
    for (int r = 0; r < momenta.rows.length; r++) {
      kernels.addForce(fields, r, time, momenta.rows[r]);
    }
  }

  /** Changes the fields: phi += time * p. */
  public void drift(double time) {
    for (int r = 0; r < momenta.rows.length; r++) {
      driftRow(r, time);
    }
  }

  /** A kick followed by a drift. */
  public void kickAndDrift(double kickTime, double driftTime) {
    if (!planar) {
      kick(kickTime);
      drift(driftTime);
      return;
    }
    // A row may move when the forces on it and on both its neighbours are known; then it is still
    // in the first-level cache.
    int last = momenta.rows.length - 1;
    kernels.addForce(fields, 0, kickTime, momenta.rows[0]);
    for (int r = 1; r <= last; r++) {
      kernels.addForce(fields, r, kickTime, momenta.rows[r]);
      if (r > 1) {
        driftRow(r - 1, driftTime);
      }
    }
    driftRow(last, driftTime);
    driftRow(0, driftTime);
  }

  /**
   * Writes twice the kinetic energies, sum_x p_x^2, of the first configurations.
   *
   * @param out receives {@code count} numbers from {@code out[first]} on
   */
  public void squareMomenta(double[] out, int first, int count) {
    Arrays.fill(sums, 0.0);
    for (double[] row : momenta.rows) {
      addSquares(row, sums);
    }
    sumSites(out, first, count);
  }

  /**
   * Writes the actions of the first configurations.
   *
   * @param out receives {@code count} numbers from {@code out[first]} on
   */
  public void action(double[] out, int first, int count) {
    Arrays.fill(sums, 0.0);
    for (int r = 0; r < fields.rows.length; r++) {
      kernels.addAction(fields, r, sums);
    }
    sumSites(out, first, count);
  }

  private void sumSites(double[] out, int first, int count) {
    SiteSums.sumRow(sums, sums.length, LANES, lanes);
    System.arraycopy(lanes, 0, out, first, count);
  }

  private static void addSquares(double[] row, double[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += row[LANES + i] * row[LANES + i];
    }
  }

  private void driftRow(int r, double time) {
    add(time, momenta.rows[r], fields.rows[r]);
    Rows.wrap(fields.rows[r], fields.length);
  }

  private static void add(double scale, double[] source, double[] target) {
    for (int i = 0; i < target.length; i++) {
      target[i] = Math.fma(scale, source[i], target[i]);
    }
  }
}
