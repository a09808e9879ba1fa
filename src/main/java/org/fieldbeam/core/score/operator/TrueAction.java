package org.fieldbeam.core.score.operator;

import java.util.Arrays;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.fourier.PackedField;

/** The known action of the clean ensemble, level 0 of a ladder, in momentum space. */
public final class TrueAction implements MomentumGradient {
  private final Action action;

  /** Wraps an action. */
  public TrueAction(Action action) {
    this.action = action;
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
    momentum.set(phi);
    fft.inverse(momentum, space);
    fft.store(space, field, batch, 0, batch);
    Arrays.fill(force, 0);
    action.addForce(field, batch, -1, force);
    if (laplacian != null) {
      action.laplacian(field, batch, laplacian);
    }
    fft.load(force, batch, 0, batch, space);
    fft.forward(space, gradient);
  }
}
