package org.fieldbeam.core.observable.layout;

import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.field.FieldLayout.ValueType;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;

/** Local averages of a field of real vectors, per site. */
@AutoService(ObservableKind.class)
public final class VectorMoments implements ObservableKind {
  private static final List<String> COLUMNS = List.of("phi2", "phi4", "nn");

  @Override
  public About about() {
    return About.of("vectorMoments", "Local averages of a field of vectors, per site.")
        .withFormula(
            "phi2 = <phi_x . phi_x>, phi4 = <(phi_x . phi_x)^2>, nn = <sum_mu phi_x . phi_(x+mu)>");
  }

  @Override
  public boolean suits(Action action) {
    FieldLayout layout = action.layout();
    return layout.type() == ValueType.REAL && !layout.isScalar();
  }

  @Override
  public String suits() {
    return "vectors at sites";
  }

  @Override
  public Recording recording(Action action) {
    FieldLayout layout = action.layout();
    Lattice lattice = layout.lattice();
    int n = layout.components();
    return new Recording() {
      @Override
      public List<String> columns() {
        return COLUMNS;
      }

      @Override
      public List<Observable> observables(int first) {
        return List.of(
            Observable.mean("phi2", "<phi . phi>", "⟨φ·φ⟩", Double.NaN, true, first),
            Observable.mean("phi4", "<(phi . phi)^2>", "⟨(φ·φ)²⟩", Double.NaN, true, first + 1),
            Observable.mean(
                "nn", "<sum_mu phi_x . phi_{x+mu}>", "⟨nn⟩", Double.NaN, true, first + 2));
      }

      @Override
      public void magnitudes(double[] means, int first, double[] sizes) {
        sizes[first] = means[first];
        sizes[first + 1] = means[first + 1];
        sizes[first + 2] = lattice.dimensions() * means[first];
      }

      @Override
      public FieldKernel kernel() {
        return (phi, batch, first, out) -> {
          double[] sum2 = new double[batch];
          double[] sum4 = new double[batch];
          double[] sumNn = new double[batch];
          double[] square = new double[batch];
          for (int site = 0; site < lattice.volume(); site++) {
            Arrays.fill(square, 0);
            addProducts(phi, site, site, batch, square);
            for (int b = 0; b < batch; b++) {
              sum2[b] += square[b];
              sum4[b] += square[b] * square[b];
            }
            for (int axis = 0; axis < lattice.dimensions(); axis++) {
              addProducts(phi, site, lattice.forward(site, axis), batch, sumNn);
            }
          }
          double volume = lattice.volume();
          for (int b = 0; b < batch; b++) {
            out[first * batch + b] = sum2[b] / volume;
            out[(first + 1) * batch + b] = sum4[b] / volume;
            out[(first + 2) * batch + b] = sumNn[b] / volume;
          }
        };
      }

      private void addProducts(double[] phi, int site, int other, int batch, double[] sums) {
        for (int a = 0; a < n; a++) {
          int at = (site * n + a) * batch;
          int to = (other * n + a) * batch;
          for (int b = 0; b < batch; b++) {
            sums[b] += phi[at + b] * phi[to + b];
          }
        }
      }
    };
  }
}
