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

/** The density of magnetic monopoles of angles on links, in three and four dimensions. */
@AutoService(ObservableKind.class)
public final class MonopoleDensity implements ObservableKind {
  private static final String NAME = "monopoleDensity";
  private static final String FORMULA =
      "<|m|> per cube, m = flux of the plaquettes in [-pi, pi) out of it / 2 pi";

  @Override
  public About about() {
    return About.of(NAME, "Density of magnetic monopoles of angles on links.")
        .withFormula(FORMULA)
        .withSource("DeGrand and Toussaint, Phys. Rev. D 22 (1980) 2478");
  }

  @Override
  public int place() {
    return 80;
  }

  @Override
  public boolean isStandard() {
    return false;
  }

  @Override
  public boolean suits(EnsembleTraits ensemble) {
    return Layouts.hasPlaquettes(ensemble) && ensemble.lattice().dimensions() > 2;
  }

  @Override
  public String suits() {
    return "angles on the links of lattices of three and four dimensions";
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    return new CosineAverage(
        List.of(Observable.mean(NAME, FORMULA, "⟨|m|⟩").asBasic()), MonopoleDensity::measure);
  }

  private static void measure(MeasuredBatch batch, int first, double[] out) {
    Lattice lattice = batch.ensemble().lattice();
    int axes = lattice.dimensions();
    int n = batch.size();
    double[] count = new double[n];
    int cubes = 0;
    for (int site = 0; site < lattice.volume(); site++) {
      for (int i = 0; i < axes; i++) {
        for (int j = i + 1; j < axes; j++) {
          for (int k = j + 1; k < axes; k++) {
            cubes++;
            for (int b = 0; b < n; b++) {
              double flux =
                  face(batch, site, i, j, k, b)
                      + face(batch, site, j, k, i, b)
                      - face(batch, site, i, k, j, b);
              count[b] += Math.abs(Math.rint(flux / (2 * Math.PI)));
            }
          }
        }
      }
    }
    for (int b = 0; b < n; b++) {
      out[first * n + b] = count[b] / cubes;
    }
  }

  /** The plaquette of plane (mu, nu) one step along an axis, less that at the site. */
  private static double face(MeasuredBatch batch, int site, int mu, int nu, int along, int b) {
    int ahead = batch.ensemble().lattice().forward(site, along);
    return plaquette(batch, ahead, mu, nu, b) - plaquette(batch, site, mu, nu, b);
  }

  private static double plaquette(MeasuredBatch batch, int site, int mu, int nu, int b) {
    Lattice lattice = batch.ensemble().lattice();
    return Angles.wrap(
        link(batch, site, mu, b)
            + link(batch, lattice.forward(site, mu), nu, b)
            - link(batch, lattice.forward(site, nu), mu, b)
            - link(batch, site, nu, b));
  }

  private static double link(MeasuredBatch batch, int site, int mu, int b) {
    int axes = batch.ensemble().lattice().dimensions();
    return batch.field()[(site * axes + mu) * batch.size() + b];
  }
}
