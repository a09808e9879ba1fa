package org.fieldbeam.core.observable.equation;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Quantity;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.core.observable.TailBins;
import org.fieldbeam.core.observable.average.ComplexAverage;
import org.fieldbeam.core.observable.batch.LargestModulus;
import org.fieldbeam.grammar.Value;

/**
 * The largest |phi| of configurations of complexified fields, with its histogram: in each bin the
 * share of the configurations, and real and imaginary part of L phi^2 = 2 - 2 phi dS/dphi, L the
 * generator of the Langevin process.
 */
@AutoService(ObservableKind.class)
public final class Radius extends ForComplexChecks {
  /** The name, and that of the column. */
  public static final String NAME = ComplexAverage.RADIUS;

  /** The histogram. */
  public static final TailBins BINS = new TailBins(NAME, -6, 8);

  /** The part of the histogram that counts. */
  public static final String COUNT = "count";

  /** The part of the histogram that sums the real part of L phi^2. */
  public static final String RE = "generatorRe";

  /** The part of the histogram that sums its imaginary part. */
  public static final String IM = "generatorIm";

  @Override
  public About about() {
    return About.of(
            NAME, "Largest |phi| of configurations, for the checks of complex Langevin alone.")
        .withFormula("max |phi|");
  }

  @Override
  public int place() {
    return 104;
  }

  @Override
  public List<String> needs(EnsembleTraits ensemble) {
    return List.of(SchwingerDyson.NAME);
  }

  /** The magnitude of phi dS/dphi. */
  static double force(ToDoubleFunction<String> means) {
    return means.applyAsDouble(NAME) * means.applyAsDouble(Drift.NAME);
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    return new Column(
        (batch, first, out) ->
            LargestModulus.of(
                batch.field(),
                batch.imaginary(),
                ensemble.layout().size(),
                batch.size(),
                out,
                first * batch.size())) {
      @Override
      public List<Quantity> quantities() {
        List<Quantity> quantities = new ArrayList<>(List.of(Quantity.of(NAME)));
        for (String part : List.of(COUNT, RE, IM)) {
          quantities.addAll(BINS.quantities(part));
        }
        return quantities;
      }

      @Override
      public Optional<Expansion> expansion(ToIntFunction<String> columns) {
        int at = columns.applyAsInt(NAME);
        int re = columns.applyAsInt(SchwingerDyson.NAME + "Re");
        int im = columns.applyAsInt(SchwingerDyson.NAME + "Im");
        return Optional.of(
            (row, quantities, first) -> {
              Arrays.fill(quantities, first, first + 1 + 3 * TailBins.BINS, 0);
              quantities[first] = row.column(at);
              int bin = first + 1 + BINS.bin(row.column(at));
              quantities[bin] = 1;
              quantities[bin + TailBins.BINS] = 2 - 2 * row.column(re);
              quantities[bin + 2 * TailBins.BINS] = -2 * row.column(im);
            });
      }
    };
  }
}
