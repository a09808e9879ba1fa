package org.fieldbeam.core.observable.equation;

import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.fieldbeam.core.exact.Complex;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.Kernel;
import org.fieldbeam.core.observable.MeasuredBatch;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.core.observable.average.ComplexAverage;
import org.fieldbeam.core.observable.average.Layouts;
import org.fieldbeam.core.observable.average.LocalAverage;
import org.fieldbeam.core.observable.average.ScalarAverage;
import org.fieldbeam.core.observable.moment.Phi2;
import org.fieldbeam.core.observable.moment.Phi4Moment;
import org.fieldbeam.grammar.Value;

/**
 * The Schwinger-Dyson equation of the field. For any functions O_x of it &lt;sum_x O_x
 * dS/dphi_x&gt; = &lt;sum_x dO_x/dphi_x&gt; (F. J. Dyson, Phys. Rev. 75 (1949) 1736; J. Schwinger,
 * Proc. Natl. Acad. Sci. 37 (1951) 452), by partial integration. Of scalar and complexified fields
 * O = phi; of vectors, angles and links, whose values may be periodic, O = dS/dphi.
 */
@AutoService(ObservableKind.class)
public final class SchwingerDyson implements ObservableKind {
  /** The name. */
  static final String NAME = "schwingerDyson";

  /** The quantity by which rounding errors of other layouts are told. */
  static final String FORCE_SQUARED = "forceSquared";

  @Override
  public About about() {
    return About.of(NAME, "The Schwinger-Dyson equation of the field.")
        .withFormula(
            "<sum_x phi_x dS/dphi_x>/V = 1 of scalar and complexified fields, <|grad S|^2 -"
                + " Laplacian S>/V = 0 of others")
        .withSource("Dyson, Phys. Rev. 75 (1949) 1736; Schwinger, PNAS 37 (1951) 452");
  }

  @Override
  public int place() {
    return 100;
  }

  @Override
  public boolean suits(EnsembleTraits ensemble) {
    return true;
  }

  @Override
  public String suits() {
    return "all fields";
  }

  @Override
  public List<String> needs(EnsembleTraits ensemble) {
    return ensemble.isScalar() ? List.of(Phi2.NAME, Phi4Moment.NAME) : List.of();
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    if (ensemble.isScalar()) {
      return new ScalarAverage(
          Observable.mean(NAME, "<sum_x phi_x dS/dphi_x>/V", "⟨φ·∂S⟩/V")
              .asExactly(1)
              .asBasic()
              .asIdentity(),
          Scalar::new,
          means -> Math.abs(means.applyAsDouble(NAME)) + ActionDensity.local(means));
    } else if (ensemble.isComplexified()) {
      return new ComplexAverage(
          NAME,
          "<sum phi dS/dphi>/n",
          "⟨φ·∂S⟩/n",
          Optional.of(new Complex(1, 0)),
          observable -> observable.asBasic().asUnlisted(),
          Radius::force,
          SchwingerDyson::complexified);
    }
    return new OfLayouts();
  }

  private static final class Scalar extends LocalAverage {
    @Override
    protected void add(MeasuredBatch batch, double[] sums) {
      double[] phi = batch.row();
      double[] gradient = batch.gradientRow();
      for (int i = 0; i < sums.length; i++) {
        sums[i] += phi[i] * gradient[i];
      }
    }
  }

  private static void complexified(MeasuredBatch batch, int first, double[] out) {
    int n = batch.size();
    int values = batch.ensemble().layout().size();
    double[] re = batch.field();
    double[] im = batch.imaginary();
    double[] driftRe = batch.drift();
    double[] driftIm = batch.driftImaginary();
    int at = first * n;
    Arrays.fill(out, at, at + 2 * n, 0);
    for (int i = 0; i < values * n; i += n) {
      for (int b = 0; b < n; b++) {
        // phi dS/dphi = -phi v
        double x = re[i + b] * driftRe[i + b] - im[i + b] * driftIm[i + b];
        double y = re[i + b] * driftIm[i + b] + im[i + b] * driftRe[i + b];
        out[at + b] -= x / values;
        out[at + n + b] -= y / values;
      }
    }
  }

  /** Vectors, angles and links. */
  private record OfLayouts() implements Recording {
    @Override
    public List<String> columns() {
      return List.of(NAME, FORCE_SQUARED);
    }

    @Override
    public Optional<Kernel> kernel() {
      return Optional.of(OfLayouts::measure);
    }

    private static void measure(MeasuredBatch batch, int first, double[] out) {
      int n = batch.size();
      double volume = batch.ensemble().lattice().volume();
      double[] laplacian = new double[n];
      batch.ensemble().real().laplacian(batch.field(), n, laplacian);
      double[] squares = Layouts.squares(batch.ensemble().layout(), batch.gradient(), n);
      for (int b = 0; b < n; b++) {
        out[first * n + b] = (squares[b] - laplacian[b]) / volume;
        out[(first + 1) * n + b] = squares[b] / volume;
      }
    }

    @Override
    public List<Observable> observables() {
      return List.of(
          Observable.mean(NAME, "<|grad S|^2 - Laplacian S>/V", "⟨|∂S|²−∂²S⟩/V")
              .asExactly(0)
              .asIdentity());
    }

    @Override
    public double magnitude(String quantity, ToDoubleFunction<String> means) {
      return (quantity.equals(NAME) ? 2 : 1) * means.applyAsDouble(FORCE_SQUARED);
    }
  }
}
