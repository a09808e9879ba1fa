package org.fieldbeam.core.observable.layout;

import com.google.auto.service.AutoService;
import java.util.List;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;

/** The action, and the Schwinger-Dyson equation that holds for every flat measure. */
@AutoService(ObservableKind.class)
public final class Energy implements ObservableKind {
  private static final List<String> COLUMNS =
      List.of("actionDensity", "schwingerDyson", "forceSquared");

  @Override
  public About about() {
    return About.of("energy", "The action per site, and a Schwinger-Dyson equation.")
        .withFormula("<S>/V and <|grad S|^2 - Laplacian S>/V = 0")
        .withSource("F. J. Dyson, Phys. Rev. 75 (1949) 1736");
  }

  @Override
  public boolean suits(Action action) {
    return true;
  }

  @Override
  public String suits() {
    return "vectors, angles and links";
  }

  @Override
  public Recording recording(Action action) {
    double volume = action.lattice().volume();
    return new Recording() {
      @Override
      public List<String> columns() {
        return COLUMNS;
      }

      @Override
      public List<Observable> observables(int first) {
        return List.of(
            Observable.mean("actionDensity", "<S>/V", "⟨S⟩/V", Double.NaN, true, first),
            Observable.identity("<|grad S|^2 - Laplacian S>/V", "⟨|∂S|²−∂²S⟩/V", 0, first + 1));
      }

      @Override
      public void magnitudes(double[] means, int first, double[] sizes) {
        // the action is a sum of terms with derivatives as large as themselves
        sizes[first] = Math.abs(means[first]) + Math.sqrt(means[first + 2]);
        sizes[first + 1] = 2 * means[first + 2];
        sizes[first + 2] = means[first + 2];
      }

      @Override
      public FieldKernel kernel() {
        return (phi, batch, first, out) -> {
          double[] sums = new double[batch];
          double[] force = new double[action.layout().size() * batch];
          action.action(phi, batch, sums);
          for (int b = 0; b < batch; b++) {
            out[first * batch + b] = sums[b] / volume;
          }
          action.addForce(phi, batch, 1, force);
          action.laplacian(phi, batch, sums);
          double[] squares = LayoutSums.squares(action.layout(), force, batch);
          for (int b = 0; b < batch; b++) {
            out[(first + 1) * batch + b] = (squares[b] - sums[b]) / volume;
            out[(first + 2) * batch + b] = squares[b] / volume;
          }
        };
      }
    };
  }
}
