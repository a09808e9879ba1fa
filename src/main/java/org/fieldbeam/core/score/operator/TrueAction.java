package org.fieldbeam.core.score.operator;

import java.util.Arrays;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.fourier.PackedField;
import org.fieldbeam.core.fourier.PackedRows;

/** The known action of the clean ensemble, level 0 of a ladder, in momentum space. */
public final class TrueAction implements MomentumGradient {
  private final Action action;

  /** From the variables that are given to phi_k, back for the gradient, and p; null without. */
  private final double[][] root;

  private final double[][] inverse;
  private final double[][] minusPrecision;
  private final double trace;

  /** Wraps an action. */
  public TrueAction(Action action) {
    this.action = action;
    root = null;
    inverse = null;
    minusPrecision = null;
    trace = 0;
  }

  /**
   * The action beside that of a Gaussian theory, see {@link EffectiveAction#whitened}.
   *
   * @param layout a transform of the width that evaluations will have
   */
  public TrueAction(Action action, WhiteModes white, MomentumOrbits orbits, BatchFft layout) {
    this.action = action;
    double[] roots = white.root();
    double[] precision = white.precision();
    double[] inverses = new double[roots.length];
    double[] minus = new double[roots.length];
    for (int o = 0; o < roots.length; o++) {
      inverses[o] = 1 / roots[o];
      minus[o] = -precision[o];
    }
    root = layout.kernelRows(orbits, roots);
    inverse = layout.kernelRows(orbits, inverses);
    minusPrecision = layout.kernelRows(orbits, minus);
    trace = orbits.sum(precision);
  }

  @Override
  public void evaluate(
      PackedField phi, PackedField gradient, double[] laplacian, ScoreScratch scratch) {
    var fft = scratch.fft();
    int batch = fft.fields();
    PackedField momentum = scratch.momentum(0);
    PackedField space = scratch.space(0);
    double[] field = scratch.flat(0);
    double[] force = scratch.flat(1);
    if (root == null) {
      momentum.set(phi);
    } else {
      PackedRows.multiply(root, phi, momentum);
    }
    fft.inverse(momentum, space);
    fft.store(space, field, batch, 0, batch);
    Arrays.fill(force, 0);
    action.addForce(field, batch, -1, force);
    if (laplacian != null) {
      action.laplacian(field, batch, laplacian);
    }
    fft.load(force, batch, 0, batch, space);
    fft.forward(space, gradient);
    if (root != null) {
      PackedRows.multiply(inverse, gradient, gradient);
      PackedRows.addMultiplied(minusPrecision, phi, gradient);
      if (laplacian != null) {
        for (int b = 0; b < batch; b++) {
          laplacian[b] -= trace;
        }
      }
    }
  }
}
