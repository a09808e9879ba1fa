package org.fieldbeam.core.observable.gauge;

import com.google.auto.service.AutoService;
import java.util.Arrays;
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

/** Polyakov loops of angles on links, around the torus along each axis. */
@AutoService(ObservableKind.class)
public final class PolyakovLoop implements ObservableKind {
  private static final String NAME = "polyakovLoop";
  private static final String MODULUS = "absPolyakovLoop";
  private static final String LOOP =
      "P_mu = mean over lines along mu of exp(i sum of theta), averaged over mu";

  @Override
  public About about() {
    return About.of(
            NAME,
            "Polyakov loops of angles on links: their real part, 0 by the symmetry of the centre, and their modulus.")
        .withFormula("<Re P>, <|P|>, " + LOOP)
        .withSource("Polyakov, Phys. Lett. B 72 (1978) 477");
  }

  @Override
  public int place() {
    return 77;
  }

  @Override
  public boolean isStandard() {
    return false;
  }

  @Override
  public boolean suits(EnsembleTraits ensemble) {
    return Layouts.hasPlaquettes(ensemble);
  }

  @Override
  public String suits() {
    return "angles on links";
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    return new CosineAverage(
        List.of(
            Observable.mean(NAME, "<Re P>, " + LOOP, "⟨Re P⟩").asExactly(0),
            Observable.mean(MODULUS, "<|P|>, " + LOOP, "⟨|P|⟩").asBasic()),
        PolyakovLoop::measure);
  }

  private static void measure(MeasuredBatch batch, int first, double[] out) {
    Lattice lattice = batch.ensemble().lattice();
    int axes = lattice.dimensions();
    int n = batch.size();
    for (int b = 0; b < n; b++) {
      out[first * n + b] = 0;
      out[(first + 1) * n + b] = 0;
    }
    for (int mu = 0; mu < axes; mu++) {
      double[] re = new double[n];
      double[] im = new double[n];
      int lines = addLoops(batch, mu, re, im);
      for (int b = 0; b < n; b++) {
        out[first * n + b] += re[b] / lines / axes;
        out[(first + 1) * n + b] += Math.sqrt(re[b] * re[b] + im[b] * im[b]) / lines / axes;
      }
    }
  }

  /** Adds exp(i sum of theta) of all lines along an axis. */
  private static int addLoops(MeasuredBatch batch, int mu, double[] re, double[] im) {
    Lattice lattice = batch.ensemble().lattice();
    int axes = lattice.dimensions();
    int n = batch.size();
    int length = lattice.shape()[mu];
    boolean[] done = new boolean[lattice.volume()];
    double[] sum = new double[n];
    int lines = 0;
    for (int site = 0; site < done.length; site++) {
      if (!done[site]) {
        Arrays.fill(sum, 0);
        int at = site;
        for (int i = 0; i < length; i++) {
          done[at] = true;
          int link = (at * axes + mu) * n;
          for (int b = 0; b < n; b++) {
            sum[b] += batch.field()[link + b];
          }
          at = lattice.forward(at, mu);
        }
        lines++;
        for (int b = 0; b < n; b++) {
          re[b] += Angles.cosine(sum[b]);
          im[b] += Angles.sine(sum[b]);
        }
      }
    }
    return lines;
  }
}
