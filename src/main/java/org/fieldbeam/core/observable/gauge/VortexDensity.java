package org.fieldbeam.core.observable.gauge;

import com.google.auto.service.AutoService;
import java.util.List;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.MeasuredBatch;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.core.observable.average.Layouts;
import org.fieldbeam.grammar.Value;

/** The density of vortices and antivortices of angles at sites. */
@AutoService(ObservableKind.class)
public final class VortexDensity implements ObservableKind {
  private static final String NAME = "vortexDensity";
  private static final String FORMULA =
      "<|q|> per plaquette, q = sum around it of the differences in [-pi, pi) / 2 pi";

  @Override
  public About about() {
    return About.of(NAME, "Density of vortices and antivortices of angles at sites.")
        .withFormula(FORMULA)
        .withSource("Tobochnik and Chester, Phys. Rev. B 20 (1979) 3761");
  }

  @Override
  public int place() {
    return 76;
  }

  @Override
  public boolean isStandard() {
    return false;
  }

  @Override
  public boolean suits(EnsembleTraits ensemble) {
    return Layouts.isSiteAngles(ensemble)
        && ensemble.layout().components() == 1
        && ensemble.lattice().dimensions() > 1;
  }

  @Override
  public String suits() {
    return "one angle at each site of lattices of two or more dimensions";
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    return new CosineAverage(
        List.of(Observable.mean(NAME, FORMULA, "⟨|q|⟩").asBasic()), VortexDensity::measure);
  }

  private static void measure(MeasuredBatch batch, int first, double[] out) {
    Lattice lattice = batch.ensemble().lattice();
    int axes = lattice.dimensions();
    int n = batch.size();
    double[] theta = batch.field();
    double[] count = new double[n];
    for (int site = 0; site < lattice.volume(); site++) {
      for (int nu = 1; nu < axes; nu++) {
        for (int mu = 0; mu < nu; mu++) {
          int right = lattice.forward(site, mu);
          int up = lattice.forward(site, nu);
          int corner = lattice.forward(right, nu);
          for (int b = 0; b < n; b++) {
            double sum =
                step(theta, site, right, n, b)
                    + step(theta, right, corner, n, b)
                    + step(theta, corner, up, n, b)
                    + step(theta, up, site, n, b);
            count[b] += Math.abs(Math.rint(sum / (2 * Math.PI)));
          }
        }
      }
    }
    double plaquettes = lattice.volume() * (axes * (axes - 1) / 2.0);
    for (int b = 0; b < n; b++) {
      out[first * n + b] = count[b] / plaquettes;
    }
  }

  private static double step(double[] theta, int from, int to, int n, int b) {
    return Angles.wrap(theta[to * n + b] - theta[from * n + b]);
  }
}
