package org.fieldbeam.core.observable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.fieldbeam.core.observable.batch.FieldSteps;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.DerivedQuantity;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.GammaMethod;
import org.fieldbeam.core.statistics.MeanSums;
import org.fieldbeam.core.statistics.ProjectedDeviations;
import org.fieldbeam.core.statistics.TreeSum;

/**
 * Turns the measurements of an ensemble into estimates and checks.
 *
 * <p>Two passes over the data. The first sums means of all {@link Quantity}s. The second linearises
 * every observable at these means and sums the autocovariances of its deviations (U. Wolff, Comput.
 * Phys. Commun. 156 (2004) 143), so that errors of ratios and differences are right; it also
 * compares the halves of each chain. Both passes give plain sums, joined over shards in a fixed
 * order, so the result has the same bits on every runner.
 */
public final class EnsembleAnalysis implements MeasurementAnalysis {

  /** Largest lag of the autocorrelation function, in stored configurations. */
  public static final int DEFAULT_MAX_LAG = 1000;

  /** Joins the first pass of two groups of shards. */
  public static final TreeSum.Join MEAN_JOIN = MeanSums.JOIN;

  /** Joins the second pass of two groups of shards. */
  public static final TreeSum.Join GAMMA_JOIN = TwoPasses.SECOND_JOIN;

  private final EnsembleMeasurement measurement;
  private final List<String> columns;
  private final List<Quantity> quantities = new ArrayList<>();
  private final Map<String, Integer> places = new HashMap<>();
  private final List<BoundObservable> observables = new ArrayList<>();
  private final TwoPasses passes;

  EnsembleAnalysis(EnsembleMeasurement measurement) {
    this.measurement = measurement;
    List<String> measured = measurement.columns();
    columns = FieldSteps.columns(measured, measurement.ensemble().layout().size());
    RowExpansion expansion = new RowExpansion();
    Map<String, Integer> byColumn = new HashMap<>();
    measured.forEach(name -> byColumn.put(name, byColumn.size()));
    for (Recording recording : measurement.recordings()) {
      List<String> own = recording.columns();
      int first = quantities.size();
      for (Quantity quantity : recording.quantities()) {
        places.put(quantity.name(), quantities.size());
        quantities.add(quantity);
      }
      recording
          .expansion(places(byColumn))
          .ifPresentOrElse(
              computed -> expansion.add(computed, first),
              () -> {
                for (int i = first; i < quantities.size(); i++) {
                  expansion.copy(byColumn.get(own.get(i - first)), i);
                }
              });
    }
    List<BoundObservable> motion = new ArrayList<>();
    for (Observable observable : measurement.allObservables()) {
      (observable.isEstimated() ? observables : motion)
          .add(new BoundObservable(observable, places(places)));
    }
    passes =
        new TwoPasses(
            new TwoPasses.Columns(
                measured.size(),
                columns.indexOf(FieldSteps.STEP),
                columns.indexOf(FieldSteps.SPREAD)),
            quantities.size(),
            observables.stream().filter(o -> o.observable().isBasic()).toList(),
            observables.stream()
                .filter(o -> o.observable().compared() > 0)
                .sorted(Comparator.comparingInt(o -> o.observable().compared()))
                .toList(),
            motion,
            expansion);
  }

  /** A map of places as a function that refuses unknown names. */
  static ToIntFunction<String> places(Map<String, Integer> places) {
    return name -> {
      Integer place = places.get(name);
      if (place == null) {
        throw new IllegalArgumentException(
            "'" + name + "' is not measured; there are " + places.keySet());
      }
      return place;
    };
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public boolean isOptional(String column) {
    return FieldSteps.isColumn(column);
  }

  @Override
  public Pass meanPass() {
    int watched = 0;
    for (int i = quantities.size() - 1; i >= 0; i--) {
      watched = quantities.get(i).watched() ? i : watched;
    }
    return passes.first(watched);
  }

  @Override
  public Pass gammaPass(double[] meanSums) {
    double[] means = MeanSums.means(meanSums);
    List<DerivedQuantity> all = new ArrayList<>(estimated(means));
    further(means).values().forEach(all::addAll);
    return passes.second(meanSums, all);
  }

  /** The observables whose condition is met by every configuration. */
  private List<BoundObservable> estimated(double[] means) {
    return observables.stream()
        .filter(
            bound ->
                bound
                    .observable()
                    .condition()
                    .map(quantity -> means[places(places).applyAsInt(quantity)] == 1)
                    .orElse(true))
        .toList();
  }

  private static List<CheckKind> checks(EnsembleMeasurement measured) {
    List<CheckKind> kinds = new ArrayList<>(CheckKind.all().all());
    kinds.removeIf(kind -> kind.names(measured).isEmpty());
    kinds.sort(Comparator.comparingInt(CheckKind::place));
    return kinds;
  }

  /** What checks need the errors of, by their names. */
  private Map<String, List<DerivedQuantity>> further(double[] means) {
    Map<String, List<DerivedQuantity>> further = new LinkedHashMap<>();
    for (CheckKind kind : checks(measurement)) {
      List<DerivedQuantity> own = kind.quantities(places(places), means);
      if (!own.isEmpty()) {
        further.put(kind.name(), own);
      }
    }
    return further;
  }

  private Rounding rounding(double[] means) {
    double[] magnitudes = new double[means.length];
    int[] like = new int[means.length];
    for (int i = 0; i < like.length; i++) {
      like[i] = i;
    }
    ToIntFunction<String> at = places(places);
    for (Recording recording : measurement.recordings()) {
      for (Quantity quantity : recording.quantities()) {
        int place = at.applyAsInt(quantity.name());
        magnitudes[place] =
            recording.magnitude(quantity.name(), name -> means[at.applyAsInt(name)]);
        like[place] = at.applyAsInt(quantity.like());
      }
    }
    return new Rounding(means, magnitudes, like, measurement.ensemble().summed());
  }

  @Override
  public EnsembleResult result(double[] meanSums, double[] gammaSums) {
    double[] means = MeanSums.means(meanSums);
    List<BoundObservable> estimated = estimated(means);
    Map<String, List<DerivedQuantity>> further = further(means);
    List<DerivedQuantity> all = new ArrayList<>(estimated);
    further.values().forEach(all::addAll);
    ProjectedDeviations projected = new ProjectedDeviations(means, all);
    GammaMethod method = TwoPasses.gamma(meanSums, gammaSums);
    List<ObservableEstimate> estimates = rounding(means).estimates(estimated, projected, method);
    Map<String, List<Estimate>> furtherEstimates = new HashMap<>();
    int next = estimated.size();
    for (Map.Entry<String, List<DerivedQuantity>> own : further.entrySet()) {
      List<Estimate> found = new ArrayList<>();
      for (int i = 0; i < own.getValue().size(); i++) {
        found.add(method.estimate(next, projected.value(next)));
        next++;
      }
      furtherEstimates.put(own.getKey(), found);
    }
    Findings findings =
        new Findings(
            measurement,
            places,
            meanSums,
            method,
            estimated,
            estimates,
            passes.driftScores(gammaSums, estimates),
            furtherEstimates,
            odd(means.length));
    findings.moving(passes.moving(), passes.spread(gammaSums));
    List<Check> judged = new ArrayList<>();
    checks(measurement).forEach(kind -> judged.addAll(kind.judge(findings)));
    return new EnsembleResult(
        estimates.stream().filter(e -> e.observable().isShown()).toList(),
        judged,
        passes.joint(meanSums, gammaSums, estimates));
  }

  private boolean[] odd(int length) {
    boolean[] odd = new boolean[length];
    for (int i = 0; i < quantities.size(); i++) {
      odd[i] = quantities.get(i).odd();
    }
    return odd;
  }
}
