package org.fieldbeam.core.observable;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.statistics.Check;

/** Ensembles in memory: their rows as they are measured, and what an analysis says of them. */
final class MeasuredRows {
  private MeasuredRows() {}

  /** Rows of an ensemble: columns with chain, log weight and Delta H. */
  record Row(long chain, double[] columns, double logWeight, double deltaH) {}

  static Row row(Action measured, long chain, double[] phi) {
    EnsembleMeasurement measurement = EnsembleMeasurement.of(measured);
    double[] columns = new double[measurement.columns().size()];
    measurement.kernel().measure(phi, 1, columns);
    return new Row(chain, columns, 0, Double.NaN);
  }

  static EnsembleResult analyse(Action action, List<Row> rows) {
    boolean energies = rows.stream().anyMatch(row -> !Double.isNaN(row.deltaH()));
    boolean weighted = rows.stream().mapToDouble(Row::logWeight).distinct().count() > 1;
    EnsembleMeasurement measurement =
        EnsembleMeasurement.of(
            EnsembleTraits.of(action).withEnergies(energies).withWeights(weighted),
            ObservableChoice.standard());
    EnsembleAnalysis analysis = measurement.analysis();
    MeasurementAnalysis.Pass first = analysis.meanPass();
    rows.forEach(r -> first.add(r.chain(), r.columns(), r.logWeight(), r.deltaH()));
    double[] means = first.sums();
    MeasurementAnalysis.Pass second = analysis.gammaPass(means);
    rows.forEach(r -> second.add(r.chain(), r.columns(), r.logWeight(), r.deltaH()));
    EnsembleResult result = analysis.result(means, second.sums());
    Set<String> names = measurement.checks();
    names.removeIf(name -> weighted && name.equals("outliers"));
    assertEquals(names, result.checks().stream().map(Check::name).collect(Collectors.toSet()));
    assertEquals(
        measurement.observables().stream().map(Observable::name).toList(),
        result.estimates().stream().map(ObservableEstimate::name).toList());
    return result;
  }

  static Check check(EnsembleResult result, String name) {
    return result.checks().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  static List<Row> gaussians(Action measured, int chains, int length, double width) {
    SplittableRandom random = new SplittableRandom(42);
    return IntStream.range(0, chains * length)
        .mapToObj(
            i -> {
              double[] phi = new double[16];
              Arrays.setAll(phi, x -> width * random.nextGaussian());
              return row(measured, i % chains, phi);
            })
        .toList();
  }
}
