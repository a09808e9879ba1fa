package org.fieldbeam.core.observable.spectrum;

import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.Kernel;
import org.fieldbeam.core.observable.MeasuredBatch;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.core.observable.average.Unobserved;
import org.fieldbeam.core.observable.batch.BatchFold;
import org.fieldbeam.core.observable.moment.Phi2;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;

/**
 * The two-point function of sums over slices: {@code correlator0} to {@code correlatorT}, T = L/2,
 * whose sum over all L separations is V M^2.
 */
@AutoService(ObservableKind.class)
public final class Correlator implements ObservableKind {
  private static final String NAME = "correlator";
  private static final String AXIS = "axis";

  /**
   * The separation t of the observable {@code correlatorT} of such a name.
   *
   * @return empty if it is no value of the correlator
   */
  public static OptionalInt separation(String observable) {
    return observable.matches(NAME + "[0-9]{1,9}")
        ? OptionalInt.of(Integer.parseInt(observable.substring(NAME.length())))
        : OptionalInt.empty();
  }

  @Override
  public About about() {
    return new About(
        NAME,
        "Two-point function of sums over slices, for separations from 0 to half the extent L.",
        "C(t) = (1/V) <sum_a s_a s_(a+t)>, s_a the sum of phi over the slice a",
        "",
        Fields.of(
            Key.optional(
                AXIS,
                new Whole(0, Lattice.MAX_AXES - 1),
                "The axis, counted from 0; without it the average over the axes of the largest"
                    + " extent.")));
  }

  @Override
  public int place() {
    return 140;
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
    int[] axes =
        parameters
            .find(AXIS)
            .map(axis -> new int[] {axis.integer()})
            .orElseGet(() -> MeasuredBatch.longAxes(lattice));
    if (axes[0] >= lattice.shape().length) {
      throw new IllegalArgumentException(
          "correlator: there is no axis "
              + axes[0]
              + " on the lattice "
              + lattice
              + "; allowed: 0 to "
              + (lattice.shape().length - 1));
    }
    TwoPoint recording = new TwoPoint(lattice, axes);
    return lattice.volume() == 1 ? new Unobserved(recording) : recording;
  }

  private record TwoPoint(Lattice lattice, int[] axes) implements Recording {
    private int length() {
      return lattice.shape()[axes[0]];
    }

    @Override
    public List<String> columns() {
      return IntStream.rangeClosed(0, length() / 2).mapToObj(t -> NAME + t).toList();
    }

    @Override
    public List<Observable> observables() {
      return IntStream.rangeClosed(0, length() / 2)
          .mapToObj(
              t ->
                  Observable.mean(
                          NAME + t,
                          "C("
                              + t
                              + ") = (1/V) <sum_a s_a s_{a+"
                              + t
                              + "}>, s_a = sum over slice a",
                          "C(" + t + ")")
                      .asUnlisted())
          .toList();
    }

    @Override
    public double magnitude(String quantity, ToDoubleFunction<String> means) {
      return (double) lattice.volume() / length() * means.applyAsDouble(Phi2.NAME);
    }

    @Override
    public Optional<Kernel> kernel() {
      return Optional.of(new Products(this));
    }
  }

  private static final class Products implements Kernel {
    private final int length;
    private final int[] axes;
    private final double scale;
    private double[] twice = {};
    private double[] folded = {};

    Products(TwoPoint of) {
      length = of.length();
      axes = of.axes();
      scale = 1.0 / ((double) of.lattice().volume() * axes.length);
    }

    @Override
    public void measure(MeasuredBatch batch, int first, double[] out) {
      int n = batch.size();
      if (folded.length != length * n) {
        folded = new double[length * n];
        twice = new double[2 * length * n];
      }
      Arrays.fill(out, first * n, (first + length / 2 + 1) * n, 0);
      for (int axis : axes) {
        double[] slices = batch.slices(axis);
        System.arraycopy(slices, 0, twice, 0, length * n);
        System.arraycopy(slices, 0, twice, length * n, length * n);
        for (int t = 0; t <= length / 2; t++) {
          sum(slices, t * n, n);
          for (int b = 0; b < n; b++) {
            out[(first + t) * n + b] += scale * folded[b];
          }
        }
      }
    }

    /** The sum over s_a s_(a + t), as {@link BatchFold} adds, whose first step is done at once. */
    private void sum(double[] slices, int shift, int n) {
      int half = length / 2 * n;
      int rest = length * n - half;
      for (int i = 0; i < half; i++) {
        folded[i] = slices[i] * twice[i + shift] + slices[i + rest] * twice[i + rest + shift];
      }
      for (int i = half; i < rest; i++) {
        folded[i] = slices[i] * twice[i + shift];
      }
      BatchFold.foldAt(folded, 0, rest / n, n);
    }
  }
}
