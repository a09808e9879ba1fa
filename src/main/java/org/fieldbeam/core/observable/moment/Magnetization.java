package org.fieldbeam.core.observable.moment;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import org.fieldbeam.core.exact.Complex;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.field.FieldLayout.Places;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.Kernel;
import org.fieldbeam.core.observable.MeasuredBatch;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Quantity;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.core.observable.average.ComplexAverage;
import org.fieldbeam.core.observable.average.ComplexSites;
import org.fieldbeam.core.observable.batch.BatchFold;
import org.fieldbeam.grammar.Value;

/**
 * The magnetisation and its moments: M = (1/V) sum_x phi_x, of angles the vector (1/V) sum_x (cos
 * theta_x, sin theta_x). Of vectors and angles only its length is invariant under the symmetry of
 * the action; of complexified fields it is that of the first component.
 */
@AutoService(ObservableKind.class)
public final class Magnetization implements ObservableKind {
  /** The name. */
  public static final String NAME = "magnetization";

  /** The highest power of M of scalar fields whose mean is taken, as {@code M2} to {@code M8}. */
  static final int HIGHEST_POWER = 8;

  /** The mean of M. */
  public static final String MEAN = "M";

  /** The mean of its modulus. */
  public static final String LENGTH = "absM";

  @Override
  public About about() {
    return About.of(NAME, "Magnetisation, its length and their moments.")
        .withFormula(
            "M = (1/V) sum_x phi_x, of angles (1/V) sum_x (cos theta_x, sin theta_x); absM = <|M|>,"
                + " M2 = <|M|^2>, M4 = <|M|^4>");
  }

  @Override
  public int place() {
    return 10;
  }

  @Override
  public boolean suits(EnsembleTraits ensemble) {
    return ensemble.layout().places() == Places.SITES;
  }

  @Override
  public String suits() {
    return "fields at sites";
  }

  @Override
  public List<String> needs(EnsembleTraits ensemble) {
    return ensemble.isScalar() ? List.of(Phi2.NAME) : List.of();
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    if (ensemble.isComplexified()) {
      return complexified(ensemble);
    }
    return ensemble.isScalar() ? new OfScalars(ensemble) : new OfVectors(ensemble.layout());
  }

  /** The name of a power of M of scalar fields. */
  static String power(int n) {
    return n == 1 ? MEAN : MEAN + n;
  }

  private record OfScalars(EnsembleTraits ensemble) implements Recording {
    @Override
    public List<String> columns() {
      return List.of(MEAN);
    }

    @Override
    public Optional<Kernel> kernel() {
      int[] axes = MeasuredBatch.longAxes(ensemble.lattice());
      int axis = axes[axes.length - 1];
      double volume = ensemble.lattice().volume();
      return Optional.of(
          (batch, first, out) -> {
            int n = batch.size();
            double[] slices = batch.slices(axis).clone();
            BatchFold.fold(slices, slices.length / n, n, out, first * n, 1.0 / volume);
          });
    }

    /** The mean of a high power fluctuates where M or |M| does. */
    @Override
    public List<Quantity> quantities() {
      List<Quantity> quantities = new ArrayList<>(List.of(Quantity.of(LENGTH)));
      for (int n = 1; n <= HIGHEST_POWER; n++) {
        boolean own = n <= 2 || n == 4;
        Quantity quantity = Quantity.of(power(n));
        Quantity known = own ? quantity : quantity.like(n % 2 == 1 ? MEAN : LENGTH);
        quantities.add(n % 2 == 1 ? known.asOdd() : known);
      }
      return quantities;
    }

    @Override
    public Optional<Expansion> expansion(ToIntFunction<String> columns) {
      int at = columns.applyAsInt(MEAN);
      return Optional.of(
          (row, quantities, first) -> {
            double m = row.column(at);
            quantities[first] = Math.abs(m);
            double power = m;
            for (int n = 1; n <= HIGHEST_POWER; n++) {
              quantities[first + n] = power;
              power *= m;
            }
          });
    }

    @Override
    public List<Observable> observables() {
      Observable m = Observable.mean(MEAN, "<M>, M = (1/V) sum_x phi_x", "⟨M⟩");
      return List.of(
          ensemble.action().isEven() ? m : m.asCompared(7),
          Observable.mean(LENGTH, "<|M|>", "⟨|M|⟩").asBasic().asCompared(4),
          Observable.mean("M2", "<M^2>", "⟨M²⟩").asBasic().asCompared(2),
          Observable.mean("M4", "<M^4>", "⟨M⁴⟩").asBasic());
    }

    @Override
    public double magnitude(String quantity, ToDoubleFunction<String> means) {
      double field = Math.sqrt(means.applyAsDouble(Phi2.NAME));
      if (quantity.equals(LENGTH) || quantity.equals(MEAN)) {
        return field;
      }
      int n = Integer.parseInt(quantity.substring(1));
      int even = n + n % 2; // E|M|^(n-1) is at most this power of an even moment
      return n * Math.pow(means.applyAsDouble(power(even)), (n - 1.0) / even) * field;
    }
  }

  private record OfVectors(FieldLayout layout) implements Recording {
    @Override
    public List<String> columns() {
      return List.of(LENGTH, "M2", "M4");
    }

    @Override
    public List<Observable> observables() {
      return List.of(
          Observable.mean(LENGTH, "<|M|>", "⟨|M|⟩").asBasic().asCompared(4),
          Observable.mean("M2", "<|M|^2>", "⟨|M|²⟩").asBasic().asCompared(2),
          Observable.mean("M4", "<|M|^4>", "⟨|M|⁴⟩").asBasic());
    }

    @Override
    public double magnitude(String quantity, ToDoubleFunction<String> means) {
      double largest =
          layout.isAngle() ? 1 : Math.sqrt(means.applyAsDouble("M2")) + means.applyAsDouble(LENGTH);
      int power = 1 << columns().indexOf(quantity);
      return Math.pow(largest, power) * power;
    }

    @Override
    public Optional<Kernel> kernel() {
      return Optional.of(layout.isAngle() ? this::angles : this::vectors);
    }

    private void vectors(MeasuredBatch batch, int first, double[] out) {
      int n = batch.size();
      int components = layout.components();
      double[] phi = batch.field();
      double[] squares = new double[n];
      double[] sum = new double[n];
      for (int a = 0; a < components; a++) {
        Arrays.fill(sum, 0);
        for (int at = a * n; at < layout.size() * n; at += components * n) {
          for (int b = 0; b < n; b++) {
            sum[b] += phi[at + b];
          }
        }
        addSquares(sum, squares);
      }
      write(squares, first, out);
    }

    private void angles(MeasuredBatch batch, int first, double[] out) {
      int n = batch.size();
      int size = layout.size() * n;
      double[] values = new double[size];
      double[] squares = new double[n];
      for (int part = 0; part < 2; part++) {
        if (part == 0) {
          Angles.cosines(batch.field(), 0, size, values);
        } else {
          Angles.sines(batch.field(), 0, size, values);
        }
        double[] sum = new double[n];
        for (int at = 0; at < size; at += n) {
          for (int b = 0; b < n; b++) {
            sum[b] += values[at + b];
          }
        }
        addSquares(sum, squares);
      }
      write(squares, first, out);
    }

    private static void addSquares(double[] sum, double[] squares) {
      for (int b = 0; b < sum.length; b++) {
        squares[b] += sum[b] * sum[b];
      }
    }

    private void write(double[] squares, int first, double[] out) {
      int n = squares.length;
      double volume = layout.lattice().volume();
      for (int b = 0; b < n; b++) {
        double square = squares[b] / (volume * volume);
        out[first * n + b] = Math.sqrt(square);
        out[(first + 1) * n + b] = square;
        out[(first + 2) * n + b] = square * square;
      }
    }
  }

  private static Recording complexified(EnsembleTraits ensemble) {
    return new ComplexAverage(
        MEAN,
        "<M>, M = (1/V) sum_x phi_x",
        "⟨M⟩",
        ensemble.action().isEven() ? Optional.of(new Complex(0, 0)) : Optional.empty(),
        Observable::asUnlisted,
        means -> means.applyAsDouble(ComplexAverage.RADIUS),
        ComplexSites.average(Magnetization::addFirstComponent));
  }

  private static void addFirstComponent(MeasuredBatch batch, int site, double[] out, int place) {
    int n = batch.size();
    int at = site * batch.ensemble().layout().components() * n;
    for (int b = 0; b < n; b++) {
      out[place + b] += batch.field()[at + b];
      out[place + n + b] += batch.imaginary()[at + b];
    }
  }
}
