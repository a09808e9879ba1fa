package org.example.sinegordon;

import static org.fieldbeam.grammar.Key.required;

import com.google.auto.service.AutoService;
import java.util.Map;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.ActionDescription;
import org.fieldbeam.core.action.ActionKind;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Value;

/**
 * The massive sine-Gordon model,
 *
 * <pre>  S = sum_x [ 1/2 sum_mu (phi_(x+mu) - phi_x)^2 + m^2/2 phi_x^2 - g cos(phi_x) ].</pre>
 */
public final class SineGordon implements Action {
  private static final long serialVersionUID = 1L;

  private final Lattice lattice;
  private final double m2;
  private final double g;

  SineGordon(Lattice lattice, double m2, double g) {
    this.lattice = lattice;
    this.m2 = m2;
    this.g = g;
  }

  @Override
  public Lattice lattice() {
    return lattice;
  }

  @Override
  public boolean isEven() {
    return true;
  }

  @Override
  public ActionDescription description() {
    return ActionDescription.of("sineGordon", Map.of("m2", m2, "g", g));
  }

  @Override
  public void action(double[] phi, int batch, double[] out) {
    for (int b = 0; b < batch; b++) {
      double sum = 0;
      for (int x = 0; x < lattice.volume(); x++) {
        double here = phi[x * batch + b];
        for (int mu = 0; mu < lattice.dimensions(); mu++) {
          double step = phi[lattice.forward(x, mu) * batch + b] - here;
          sum += step * step / 2;
        }
        sum += m2 / 2 * here * here - g * StrictMath.cos(here);
      }
      out[b] = sum;
    }
  }

  @Override
  public void addForce(double[] phi, int batch, double scale, double[] target) {
    for (int x = 0; x < lattice.volume(); x++) {
      for (int b = 0; b < batch; b++) {
        double here = phi[x * batch + b];
        double force = -m2 * here - g * StrictMath.sin(here);
        for (int mu = 0; mu < lattice.dimensions(); mu++) {
          force += phi[lattice.forward(x, mu) * batch + b] - here;
          force += phi[lattice.backward(x, mu) * batch + b] - here;
        }
        target[x * batch + b] += scale * force;
      }
    }
  }

  @Override
  public void laplacian(double[] phi, int batch, double[] out) {
    for (int b = 0; b < batch; b++) {
      double sum = 0;
      for (int x = 0; x < lattice.volume(); x++) {
        sum += 2 * lattice.dimensions() + m2 + g * StrictMath.cos(phi[x * batch + b]);
      }
      out[b] = sum;
    }
  }

  @Override
  public String toString() {
    return description() + " on " + lattice;
  }

  /** Reads the action of its keys. */
  @AutoService(ActionKind.class)
  public static final class OfFiles implements ActionKind {
    @Override
    public About about() {
      return About.of(
              "sineGordon",
              "Massive sine-Gordon model.",
              Fields.of(
                  required("m2", Real.positive(), "Mass squared."),
                  required("g", Real.any(), "Height of the cosine.")))
          .withFormula(
              "S = sum_x [1/2 sum_mu (phi_(x+mu) - phi_x)^2 + m^2/2 phi_x^2 - g cos(phi_x)]")
          .withSource("Coleman, Phys. Rev. D 11 (1975) 2088");
    }

    @Override
    public Action action(Lattice lattice, Value parameters) {
      return new SineGordon(lattice, parameters.get("m2").real(), parameters.get("g").real());
    }
  }
}
