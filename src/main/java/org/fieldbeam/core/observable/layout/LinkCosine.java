package org.fieldbeam.core.observable.layout;

import com.google.auto.service.AutoService;
import java.util.List;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.field.FieldLayout.Places;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;

/** The cosine of the difference of neighbouring angles, averaged over links. */
@AutoService(ObservableKind.class)
public final class LinkCosine implements ObservableKind {
  private static final String NAME = "linkCosine";
  private static final String FORMULA = "<cos(theta_x - theta_{x+mu})>";

  @Override
  public About about() {
    return About.of(NAME, "Cosine of the difference of neighbouring angles, per link.")
        .withFormula(FORMULA);
  }

  @Override
  public boolean suits(Action action) {
    return action.layout().isAngle()
        && action.layout().places() == Places.SITES
        && action.lattice().dimensions() > 0;
  }

  @Override
  public String suits() {
    return "angles at sites";
  }

  @Override
  public Recording recording(Action action) {
    Lattice lattice = action.lattice();
    int n = action.layout().components();
    return new CosineRecording(List.of(new CosineRecording.Cosine(NAME, FORMULA, "⟨cos Δθ⟩"))) {
      @Override
      public FieldKernel kernel() {
        return (phi, batch, first, out) -> {
          double[] differences = new double[action.layout().size() * batch];
          double[] sum = new double[batch];
          for (int axis = 0; axis < lattice.dimensions(); axis++) {
            for (int site = 0; site < lattice.volume(); site++) {
              int at = site * n * batch;
              int to = lattice.forward(site, axis) * n * batch;
              for (int i = 0; i < n * batch; i++) {
                differences[at + i] = phi[at + i] - phi[to + i];
              }
            }
            addCosines(differences, batch, sum);
          }
          double links = (double) lattice.dimensions() * action.layout().size();
          for (int b = 0; b < batch; b++) {
            out[first * batch + b] = sum[b] / links;
          }
        };
      }
    };
  }

  /** Replaces angles by their cosines, and adds these up for each configuration. */
  static void addCosines(double[] angles, int batch, double[] sum) {
    Angles.cosines(angles, 0, angles.length, angles);
    for (int at = 0; at < angles.length; at += batch) {
      for (int b = 0; b < batch; b++) {
        sum[b] += angles[at + b];
      }
    }
  }
}
