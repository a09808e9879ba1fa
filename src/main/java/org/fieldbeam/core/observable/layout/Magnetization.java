package org.fieldbeam.core.observable.layout;

import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.field.FieldLayout.Places;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;

/**
 * The magnetisation vector: M = (1/V) sum_x phi_x of vectors, (1/V) sum_x (cos theta_x, sin
 * theta_x) of angles. Only its length is invariant under the symmetry of the action.
 */
@AutoService(ObservableKind.class)
public final class Magnetization implements ObservableKind {
  private static final List<String> COLUMNS = List.of("absM", "M2", "M4");

  @Override
  public About about() {
    return About.of(
            "magnetization",
            "Length of the magnetisation, its moments, susceptibility and Binder cumulant.")
        .withFormula(
            "absM = <|M|>, M2 = <|M|^2>, M4 = <|M|^4>, chi = V M2, chiAbs = V (M2 - absM^2),"
                + " binder = 1 - M4/(3 M2^2)");
  }

  @Override
  public boolean suits(Action action) {
    return action.layout().places() == Places.SITES && !action.layout().isScalar();
  }

  @Override
  public String suits() {
    return "vectors and angles at sites";
  }

  @Override
  public Recording recording(Action action) {
    FieldLayout layout = action.layout();
    double volume = layout.lattice().volume();
    return new Recording() {
      @Override
      public List<String> columns() {
        return COLUMNS;
      }

      @Override
      public List<Observable> observables(int first) {
        return List.of(
            Observable.mean("absM", "<|M|>", "⟨|M|⟩", Double.NaN, true, first),
            Observable.mean("M2", "<|M|^2>", "⟨|M|²⟩", Double.NaN, true, first + 1),
            Observable.mean("M4", "<|M|^4>", "⟨|M|⁴⟩", Double.NaN, true, first + 2),
            Observable.scaled("chi", "V <|M|^2>", "V⟨|M|²⟩", volume, first + 1),
            Observable.variance(
                "chiAbs", "V (<|M|^2> - <|M|>^2)", "V(⟨|M|²⟩−⟨|M|⟩²)", volume, first + 1, first),
            Observable.binder("1 - <|M|^4>/(3 <|M|^2>^2)", first + 1, first + 2));
      }

      @Override
      public void magnitudes(double[] means, int first, double[] sizes) {
        double largest = layout.isAngle() ? 1 : Math.sqrt(means[first + 1]) + means[first];
        for (int k = 0; k < COLUMNS.size(); k++) {
          sizes[first + k] = Math.pow(largest, 1 << k) * (1 << k);
        }
      }

      @Override
      public FieldKernel kernel() {
        return layout.isAngle() ? this::angles : this::vectors;
      }

      private void vectors(double[] phi, int batch, int first, double[] out) {
        int n = layout.components();
        double[] squares = new double[batch];
        double[] sum = new double[batch];
        for (int a = 0; a < n; a++) {
          Arrays.fill(sum, 0);
          for (int at = a * batch; at < phi.length && at < layout.size() * batch; at += n * batch) {
            for (int b = 0; b < batch; b++) {
              sum[b] += phi[at + b];
            }
          }
          for (int b = 0; b < batch; b++) {
            squares[b] += sum[b] * sum[b];
          }
        }
        write(squares, batch, first, out);
      }

      private void angles(double[] phi, int batch, int first, double[] out) {
        int size = layout.size() * batch;
        double[] values = new double[size];
        double[] squares = new double[batch];
        for (int part = 0; part < 2; part++) {
          if (part == 0) {
            Angles.cosines(phi, 0, size, values);
          } else {
            Angles.sines(phi, 0, size, values);
          }
          double[] sum = new double[batch];
          for (int at = 0; at < size; at += batch) {
            for (int b = 0; b < batch; b++) {
              sum[b] += values[at + b];
            }
          }
          for (int b = 0; b < batch; b++) {
            squares[b] += sum[b] * sum[b];
          }
        }
        write(squares, batch, first, out);
      }

      private void write(double[] squares, int batch, int first, double[] out) {
        for (int b = 0; b < batch; b++) {
          double square = squares[b] / (volume * volume);
          out[first * batch + b] = Math.sqrt(square);
          out[(first + 1) * batch + b] = square;
          out[(first + 2) * batch + b] = square * square;
        }
      }
    };
  }
}
