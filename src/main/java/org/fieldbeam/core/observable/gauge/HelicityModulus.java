package org.fieldbeam.core.observable.gauge;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.angle.AngleForm;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.MeasuredBatch;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.grammar.Value;

/** The helicity modulus of spins in a plane: the stiffness against a twist, over beta. */
@AutoService(ObservableKind.class)
public final class HelicityModulus implements ObservableKind {
  private static final String NAME = "helicityModulus";
  private static final String FORMULA =
      "<Y>, Y = mean over mu of [sum cos D_mu - beta (sum sin D_mu)^2]/V, D_mu = theta_x -"
          + " theta_{x+mu}";

  @Override
  public About about() {
    return About.of(
            NAME,
            "Helicity modulus of coupled angles at sites, in units of beta: in two dimensions it jumps from 2/(pi beta) to 0 at the transition.")
        .withFormula(FORMULA)
        .withSource("Teitel and Jayaprakash, Phys. Rev. B 27 (1983) 598");
  }

  @Override
  public int place() {
    return 73;
  }

  @Override
  public boolean isStandard() {
    return false;
  }

  @Override
  public boolean suits(EnsembleTraits ensemble) {
    return coupling(ensemble).isPresent();
  }

  private static OptionalDouble coupling(EnsembleTraits ensemble) {
    Optional<AngleForm> form = ensemble.action().real().flatMap(Action::angleForm);
    return form.isPresent() ? form.get().neighbourCoupling() : OptionalDouble.empty();
  }

  @Override
  public String suits() {
    return "angles at sites that are coupled to their neighbours";
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    return new CosineAverage(
        List.of(Observable.mean(NAME, FORMULA, "⟨Υ⟩").asBasic()), HelicityModulus::measure);
  }

  private static void measure(MeasuredBatch batch, int first, double[] out) {
    Lattice lattice = batch.ensemble().lattice();
    double beta = coupling(batch.ensemble()).orElseThrow();
    int n = batch.size();
    double[] theta = batch.field();
    double[] modulus = new double[n];
    for (int mu = 0; mu < lattice.dimensions(); mu++) {
      double[] sines = new double[n];
      for (int site = 0; site < lattice.volume(); site++) {
        int at = site * n;
        int to = lattice.forward(site, mu) * n;
        for (int b = 0; b < n; b++) {
          double difference = theta[at + b] - theta[to + b];
          modulus[b] += Angles.cosine(difference);
          sines[b] += Angles.sine(difference);
        }
      }
      for (int b = 0; b < n; b++) {
        modulus[b] -= beta * sines[b] * sines[b];
      }
    }
    for (int b = 0; b < n; b++) {
      out[first * n + b] = modulus[b] / lattice.volume() / lattice.dimensions();
    }
  }
}
