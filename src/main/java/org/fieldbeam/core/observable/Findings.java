package org.fieldbeam.core.observable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.GammaMethod;
import org.fieldbeam.core.statistics.MeanSums;
import org.fieldbeam.core.statistics.SpreadSums;

/** What was found out about an ensemble, for checks to judge by. */
public final class Findings {
  private final EnsembleMeasurement measurement;
  private final Map<String, Integer> places;
  private final double[] meanSums;
  private final double[] means;
  private final GammaMethod method;
  private final List<BoundObservable> observables;
  private final List<ObservableEstimate> estimates;
  private final List<Moving> moving;
  private final double[] drift;
  private final Map<String, List<Estimate>> further;
  private final boolean[] odd;

  /**
   * How a quantity moves along the chains.
   *
   * @param name the observable that is its mean
   * @param mean the mean over all configurations
   * @param variance over all configurations
   * @param halfSquareStep half the mean square difference of neighbours in a chain
   * @param varianceOfMeans of the means of the chains
   */
  public record Moving(
      String name, double mean, double variance, double halfSquareStep, double varianceOfMeans) {}

  Findings(
      EnsembleMeasurement measurement,
      Map<String, Integer> places,
      double[] meanSums,
      GammaMethod method,
      List<BoundObservable> observables,
      List<ObservableEstimate> estimates,
      double[] drift,
      Map<String, List<Estimate>> further,
      boolean[] odd) {
    this.measurement = measurement;
    this.places = places;
    this.meanSums = meanSums;
    this.means = MeanSums.means(meanSums);
    this.method = method;
    this.observables = observables;
    this.estimates = estimates;
    this.moving = new ArrayList<>();
    this.drift = drift;
    this.further = further;
    this.odd = odd;
  }

  /** Adds how some means move. */
  void moving(List<BoundObservable> those, double[] spreadSums) {
    for (int q = 0; q < those.size(); q++) {
      moving.add(
          new Moving(
              those.get(q).observable().name(),
              means[those.get(q).mean()],
              SpreadSums.variance(spreadSums, q),
              SpreadSums.halfSquareStep(spreadSums, q),
              SpreadSums.varianceOfMeans(spreadSums, q)));
    }
  }

  /** Returns how the ensemble was measured. */
  public EnsembleMeasurement measurement() {
    return measurement;
  }

  /** Returns what is known of the ensemble. */
  public EnsembleTraits ensemble() {
    return measurement.ensemble();
  }

  /** Returns the number of configurations. */
  public long rows() {
    return MeanSums.rows(meanSums);
  }

  /** Returns the sums of the first pass, to be read by the methods of {@link MeanSums}. */
  public double[] meanSums() {
    return meanSums;
  }

  /** Returns whether there is a quantity of a name. */
  public boolean has(String quantity) {
    return places.containsKey(quantity);
  }

  /**
   * Returns the mean of a quantity.
   *
   * @throws IllegalArgumentException if there is none of the name
   */
  public double mean(String quantity) {
    return means[places().applyAsInt(quantity)];
  }

  /** Returns the means of all quantities. */
  public double[] means() {
    return means.clone();
  }

  /** Returns where each quantity stands among {@link #means}. */
  public ToIntFunction<String> places() {
    return EnsembleAnalysis.places(places);
  }

  /** Returns the Gamma-method, of the quantities whose first are {@link #estimates}. */
  public GammaMethod method() {
    return method;
  }

  /** Returns the estimates of all observables, those for checks alone included. */
  public List<ObservableEstimate> estimates() {
    return estimates;
  }

  /** Returns the place of an observable among the estimates; empty if there is none. */
  public OptionalInt estimate(String observable) {
    return IntStream.range(0, estimates.size())
        .filter(q -> estimates.get(q).name().equals(observable))
        .findFirst();
  }

  /** Returns whether an observable depends on the mean of an odd quantity: such need tunnelling. */
  public boolean isOddSensitive(int estimate) {
    double[] gradient = new double[means.length];
    observables.get(estimate).gradient(means, gradient);
    return IntStream.range(0, gradient.length).anyMatch(i -> odd[i] && gradient[i] != 0);
  }

  /**
   * Returns how far second halves of chains lie from first halves.
   *
   * @return equivalent standard scores, one for each estimate that is basic, in their order; NaN
   *     where the chains cannot be split or the observable does not fluctuate
   */
  public double[] driftScores() {
    return drift.clone();
  }

  /** Returns how means move along the chains: those of basic observables, and some others. */
  public List<Moving> moving() {
    return moving;
  }

  /** Returns the estimates of the {@link CheckKind#quantities} of a kind. */
  public List<Estimate> further(CheckKind kind) {
    return further.getOrDefault(kind.name(), List.of());
  }
}
