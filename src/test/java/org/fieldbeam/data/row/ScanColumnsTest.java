package org.fieldbeam.data.row;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import java.util.TreeSet;
import org.fieldbeam.core.action.ComplexScalar;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableChoice;
import org.junit.jupiter.api.Test;

final class ScanColumnsTest {
  /**
   * Checks of complex ensembles that a scan leaves out on purpose: its chains start hot and are too
   * short to tell one well from another.
   */
  private static final Set<String> LEFT_OUT = Set.of("thermalization", "mixing", "motion");

  /** A check that is new stands in a scan, or in the list above. */
  @Test
  void everyCheckOfComplexLangevinHasAColumn() {
    EnsembleMeasurement measurement =
        EnsembleMeasurement.of(
            EnsembleTraits.of(
                    ComplexScalar.quartic(
                        Lattice.of(1), new double[] {1, 0.5}, new double[] {1, 0}))
                .withPhase(0.1),
            ObservableChoice.standard());
    Set<String> checks = new TreeSet<>();
    measurement.checks().forEach(name -> checks.add(name.replaceFirst("(Re|Im)$", "")));
    // exact values of averages are drawn beside a scan
    measurement.allObservables().stream()
        .map(Observable::name)
        .filter(name -> !name.startsWith("schwingerDyson"))
        .forEach(name -> checks.remove(name.replaceFirst("(Re|Im)$", "")));
    checks.removeAll(LEFT_OUT);
    Set<String> columns = new TreeSet<>(ScanColumns.CHECKS);
    columns.add(ScanColumns.RUNAWAYS);
    checks.add(ScanColumns.RUNAWAYS); // an observable, and a check
    assertEquals(columns, checks);
  }
}
