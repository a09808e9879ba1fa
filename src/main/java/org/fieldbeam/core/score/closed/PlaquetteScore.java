package org.fieldbeam.core.score.closed;

import java.io.Serial;
import org.fieldbeam.core.action.angle.GaugeTorus;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.fourier.PackedField;
import org.fieldbeam.core.fourier.PackedRows;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.score.ScoreModel;

/**
 * The score of two-dimensional U(1) gauge theory under noise with the covariance tau P_T/k^2 on the
 * links, from the effective action of a {@link PlaquetteAction}. It is a function of plaquettes
 *
 * <pre>  theta_p(x) = U_0(x) + U_1(x+0) - U_0(x+1) - U_1(x),</pre>
 *
 * <p>and so is the flow: it moves plaquettes alone, and {@link LinkMover} gives the links that move
 * least. An instance serves one thread.
 */
public final class PlaquetteScore implements ScoreModel {
  private static final long serialVersionUID = 1L;

  private final Lattice lattice;
  private final TimeLadder ladder;
  private final PlaquetteAction.Tables tables;

  private transient PlaquetteAction action;
  private transient double[] theta;
  private transient double[] slope;
  private transient double[] saddle;
  private transient double[] trace;
  private transient double[] links;
  private transient double[] otherLinks;

  /**
   * Makes the tables of all levels.
   *
   * @param torus the theory
   * @param ladder tau of the levels
   */
  PlaquetteScore(GaugeTorus torus, TimeLadder ladder) {
    this(torus.lattice(), ladder, new PlaquetteAction.Tables(torus, ladder));
  }

  private PlaquetteScore(Lattice lattice, TimeLadder ladder, PlaquetteAction.Tables tables) {
    this.lattice = lattice;
    this.ladder = ladder;
    this.tables = tables;
    allocate();
  }

  private void allocate() {
    action = new PlaquetteAction(tables, 1);
    theta = new double[lattice.volume()];
    saddle = new double[1];
    trace = new double[1];
    slope = new double[lattice.volume()];
    links = new double[2 * lattice.volume()];
    otherLinks = new double[2 * lattice.volume()];
  }

  @Serial
  private void readObject(java.io.ObjectInputStream in)
      throws java.io.IOException, ClassNotFoundException {
    in.defaultReadObject();
    allocate();
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
  public TimeLadder ladder() {
    return ladder;
  }

  @Override
  public PlaquetteScore newEvaluator() {
    return new PlaquetteScore(lattice, ladder, tables);
  }

  @Override
  public void evaluate(double[] phi, int batch, int level, double[] score, double[] divergence) {
    for (int b = 0; b < batch; b++) {
      plaquettes(phi, batch, b, theta, 1, 0);
      saddle[0] = 0;
      action.flow(theta, level, saddle, slope, trace);
      for (int p = 0; p < theta.length; p++) {
        slope[p] = action.slope(p, 0, level);
      }
      curlTransposed(slope, links);
      for (int link = 0; link < links.length; link++) {
        score[link * batch + b] = -links[link];
      }
      if (divergence != null) {
        divergence[b] = -action.laplacian(level, 4, this::overLinks);
      }
    }
  }

  /** {@code a^T curl curl^T b}. */
  private double overLinks(double[] a, double[] b) {
    curlTransposed(a, links);
    curlTransposed(b, otherLinks);
    double sum = 0;
    for (int link = 0; link < links.length; link++) {
      sum += links[link] * otherLinks[link];
    }
    return sum;
  }

  /**
   * Returns the effective action S_tau of configurations.
   *
   * @param phi the links, index {@code value * batch + b}
   * @param level level of the ladder
   * @param out receives one number a configuration
   */
  public void action(double[] phi, int batch, int level, double[] out) {
    for (int b = 0; b < batch; b++) {
      plaquettes(phi, batch, b, theta, 1, 0);
      action.value(theta, level, trace);
      out[b] = trace[0];
    }
  }

  /**
   * Computes the plaquettes of a configuration, not wrapped, so that their sum is 0.
   *
   * @param phi the links of a batch
   * @param b number of the configuration
   * @param out receives the plaquettes, index {@code site * lanes + lane}
   */
  public void plaquettes(double[] phi, int batch, int b, double[] out, int lanes, int lane) {
    for (int x = 0; x < lattice.volume(); x++) {
      int ahead = lattice.forward(x, 0);
      int up = lattice.forward(x, 1);
      out[x * lanes + lane] =
          phi[2 * x * batch + b]
              + phi[(2 * ahead + 1) * batch + b]
              - phi[2 * up * batch + b]
              - phi[(2 * x + 1) * batch + b];
    }
  }

  private void curlTransposed(double[] a, double[] out) {
    for (int x = 0; x < lattice.volume(); x++) {
      out[2 * x] = a[x] - a[lattice.backward(x, 1)];
      out[2 * x + 1] = a[lattice.backward(x, 0)] - a[x];
    }
  }

  /**
   * Makes an evaluator of the flow of plaquettes, for the thread of this one.
   *
   * @param lanes number of configurations at once
   */
  public Flow newFlow(int lanes) {
    return new PlaquetteAction(tables, lanes)::flow;
  }

  /** The flow of plaquettes of the sum 0, index {@code site * lanes + b}. */
  @FunctionalInterface
  public interface Flow {
    /**
     * Evaluates twice the velocity.
     *
     * @param theta plaquettes of the sum 0
     * @param level level of the ladder
     * @param saddle of each configuration the saddle point of the evaluation before, 0 at first;
     *     receives the one found
     * @param velocity receives {@code dS/dtheta_p} less its mean
     * @param divergence receives that of the velocity, one number a configuration
     */
    void evaluate(
        double[] theta, int level, double[] saddle, double[] velocity, double[] divergence);
  }

  /** Links that follow their plaquettes: links = curl^T k^-2 plaquettes. */
  public static final class LinkMover {
    private final Lattice lattice;
    private final BatchFft fft;
    private final PackedField space;
    private final PackedField momentum;
    private final double[][] kernel;

    /**
     * Plans the transforms.
     *
     * @param width configurations at once
     */
    public LinkMover(Lattice lattice, int width) {
      this.lattice = lattice;
      // All fields are real parts: none shares a transform with another, so that it has its bits.
      fft = new BatchFft(lattice, width);
      space = fft.newSpace();
      momentum = fft.newMomentum();
      MomentumOrbits orbits = new MomentumOrbits(lattice);
      double[] inverse = new double[orbits.count()];
      for (int o = 1; o < inverse.length; o++) {
        inverse[o] = 1 / orbits.latticeMomentumSquared(o);
      }
      kernel = fft.kernelRows(orbits, inverse);
    }

    /**
     * Computes the smallest change of links that gives a change of plaquettes.
     *
     * @param change of the plaquettes, index {@code site * count + b}, of the sum 0; overwritten
     * @param count number of configurations, at most the width
     * @param links receives the change of the links, index {@code link * count + b}
     */
    public void move(double[] change, int count, double[] links) {
      fft.load(change, count, 0, count, space);
      fft.forward(space, momentum);
      PackedRows.multiply(kernel, momentum, momentum);
      fft.inverse(momentum, space);
      fft.store(space, change, count, 0, count);
      for (int x = 0; x < lattice.volume(); x++) {
        int below = lattice.backward(x, 1);
        int behind = lattice.backward(x, 0);
        for (int b = 0; b < count; b++) {
          double here = change[x * count + b];
          links[2 * x * count + b] = here - change[below * count + b];
          links[(2 * x + 1) * count + b] = change[behind * count + b] - here;
        }
      }
    }
  }
}
