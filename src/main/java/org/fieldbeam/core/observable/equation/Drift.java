package org.fieldbeam.core.observable.equation;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Quantity;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.core.observable.TailBins;
import org.fieldbeam.core.observable.batch.LargestModulus;
import org.fieldbeam.grammar.Value;

/**
 * The largest drift |dS/dphi| of configurations of complexified fields, with its histogram: in each
 * bin the share of the configurations, and the sum of the logarithms.
 */
@AutoService(ObservableKind.class)
public final class Drift extends ForComplexChecks {
  /** The name, and that of the column. */
  public static final String NAME = "drift";

  /** The histogram. */
  public static final TailBins BINS = new TailBins(NAME, -8, 4);

  /** The part of the histogram that counts. */
  public static final String COUNT = "count";

  /** The part of the histogram that sums logarithms. */
  public static final String LOGARITHM = "log";

  @Override
  public About about() {
    return About.of(
            NAME, "Largest drift of configurations, for the checks of complex Langevin alone.")
        .withFormula("max |dS/dphi|");
  }

  @Override
  public int place() {
    return 102;
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    return new Column(
        (batch, first, out) ->
            LargestModulus.of(
                batch.drift(),
                batch.driftImaginary(),
                ensemble.layout().size(),
                batch.size(),
                out,
                first * batch.size())) {
      @Override
      public List<Quantity> quantities() {
        List<Quantity> quantities = new ArrayList<>(List.of(Quantity.of(NAME)));
        quantities.addAll(BINS.quantities(COUNT));
        quantities.addAll(BINS.quantities(LOGARITHM));
        return quantities;
      }

      @Override
      public Optional<Expansion> expansion(ToIntFunction<String> columns) {
        int at = columns.applyAsInt(NAME);
        return Optional.of(
            (row, quantities, first) -> {
              double drift = row.column(at);
              Arrays.fill(quantities, first, first + 1 + 2 * TailBins.BINS, 0);
              quantities[first] = drift;
              int bin = first + 1 + BINS.bin(drift);
              quantities[bin] = 1;
              quantities[bin + TailBins.BINS] = drift > 0 ? StrictMath.log(drift) : 0;
            });
      }
    };
  }
}
