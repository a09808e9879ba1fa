package org.fieldbeam.core.observable.spectrum;

import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.Kernel;
import org.fieldbeam.core.observable.MeasuredBatch;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.core.observable.average.ScalarAverage;
import org.fieldbeam.core.observable.average.Unobserved;
import org.fieldbeam.core.observable.average.Wave;
import org.fieldbeam.core.observable.moment.Phi2;
import org.fieldbeam.grammar.Value;

/**
 * The propagator at the smallest non-zero momentum, averaged over the axes of the largest extent.
 */
@AutoService(ObservableKind.class)
public final class LongestWave implements ObservableKind {
  /** The name. */
  static final String NAME = "gPmin";

  private static final String FORMULA = "<|phi_p|^2> at p_min = 2 pi/L";

  /** Unit of rounding errors. */
  private static final double UNIT = Math.ulp(1.0) / 2;

  private static final double FEW = 32;

  @Override
  public About about() {
    return About.of(
            NAME,
            "Propagator at the smallest non-zero momentum, averaged over the axes of the largest"
                + " extent L.")
        .withFormula(FORMULA);
  }

  @Override
  public int place() {
    return 120;
  }

  @Override
  public boolean suits(EnsembleTraits ensemble) {
    return ensemble.isScalar();
  }

  @Override
  public String suits() {
    return "real scalar fields";
  }

  @Override
  public List<String> needs(EnsembleTraits ensemble) {
    return List.of(Phi2.NAME);
  }

  /** On a single site the column is phi^2, and no observable. */
  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    Lattice lattice = ensemble.lattice();
    double volume = lattice.volume();
    double terms = FEW + ensemble.summed();
    ScalarAverage average =
        new ScalarAverage(
            Observable.mean(NAME, FORMULA, "G(p_min)").asBasic().asCompared(6).asUnlisted(),
            () -> kernel(lattice),
            // of a modulus squared, whose amplitude has the magnitude sqrt(V phi2)
            means -> {
              double modes = volume * means.applyAsDouble(Phi2.NAME);
              return 2 * Math.sqrt(means.applyAsDouble(NAME) * modes) + terms * UNIT * modes;
            });
    return lattice.volume() == 1 ? new Unobserved(average) : average;
  }

  private static Kernel kernel(Lattice lattice) {
    int[] axes = MeasuredBatch.longAxes(lattice);
    Wave wave = new Wave(MeasuredBatch.longest(lattice));
    double scale = 1.0 / ((double) lattice.volume() * axes.length);
    return (batch, first, out) -> {
      int n = batch.size();
      Arrays.fill(out, first * n, (first + 1) * n, 0);
      for (int axis : axes) {
        double[] slices = batch.slices(axis);
        wave.addProducts(slices, slices, n, scale, out, first * n);
      }
    };
  }
}
