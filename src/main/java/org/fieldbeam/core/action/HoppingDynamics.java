package org.fieldbeam.core.action;

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

  HoppingDynamics(QuarticAction action) {
    kernels = action.newKernels();
    fields = new Rows(action.lattice());
    momenta = new Rows(action.lattice());
    planar = action.lattice().dimensions() == 2;
  }

  /**
   * Takes over configurations {@code first} to {@code first + count - 1} of a batch.
   *
   * @param phi the fields, element {@code site * batch + b}
   * @param p the momenta, in the same layout
   * @param count at most {@link #LANES}
   */
  public void load(double[] phi, double[] p, int batch, int first, int count) {
    fields.load(phi, batch, first, count);
    momenta.load(p, batch, first, count);
  }

  /** Gives the configurations back to their places in a batch. */
  public void store(double[] phi, double[] p, int batch, int first, int count) {
    fields.store(phi, batch, first, count);
    momenta.store(p, batch, first, count);
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
