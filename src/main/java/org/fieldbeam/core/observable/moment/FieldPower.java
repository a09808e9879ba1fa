package org.fieldbeam.core.observable.moment;

import java.util.function.Supplier;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.Kernel;
import org.fieldbeam.core.observable.MeasuredBatch;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.core.observable.average.ComplexAverage;
import org.fieldbeam.core.observable.average.ComplexSites;
import org.fieldbeam.core.observable.average.Layouts;
import org.fieldbeam.core.observable.average.LocalAverage;
import org.fieldbeam.core.observable.average.ScalarAverage;
import org.fieldbeam.core.observable.average.VectorSums;
import org.fieldbeam.grammar.Value;

/**
 * The average of an even power of the field over the sites: of vectors the power of their length,
 * of complexified fields real and imaginary part.
 */
abstract class FieldPower implements ObservableKind {
  private final String name;
  private final int power;
  private final String formula;
  private final String label;
  private final Observable ofVectors;

  /**
   * A kind.
   *
   * @param power of the field
   * @param label of the average in Unicode
   * @param ofVectors the observable of vectors
   */
  FieldPower(String name, int power, String label, Observable ofVectors) {
    this.name = name;
    this.power = power;
    this.formula = "<phi^" + power + ">";
    this.label = label;
    this.ofVectors = ofVectors;
  }

  /** Where the average of real fields stands among those that ensembles are compared by. */
  abstract int compared();

  /** Whether the largest value is kept. */
  abstract boolean isWatched();

  /** A new kernel of scalar fields. */
  abstract LocalAverage scalars();

  /** The kernel of complexified fields. */
  abstract ComplexSites complexSites();

  @Override
  public final boolean suits(EnsembleTraits ensemble) {
    return Layouts.isReal(ensemble) || ensemble.isComplexified();
  }

  @Override
  public final String suits() {
    return "real and complexified fields at sites";
  }

  @Override
  public final Recording recording(EnsembleTraits ensemble, Value parameters) {
    if (ensemble.isComplexified()) {
      return complexified(ensemble);
    }
    Observable observable =
        (ensemble.isScalar() ? Observable.mean(name, formula, label) : ofVectors)
            .asBasic()
            .asCompared(compared());
    Supplier<Kernel> kernel = ensemble.isScalar() ? this::scalars : () -> this::vectors;
    return new ScalarAverage(observable, kernel, means -> means.applyAsDouble(name), isWatched());
  }

  private void vectors(MeasuredBatch batch, int first, double[] out) {
    double[] sums = VectorSums.powers(batch, power / 2);
    System.arraycopy(sums, 0, out, first * batch.size(), batch.size());
  }

  /** The recording of complexified fields. */
  ComplexAverage complexified(EnsembleTraits ensemble) {
    return new ComplexAverage(
        name,
        formula,
        label,
        ComplexAverage.moment(ensemble, power),
        Observable::asBasic,
        means -> Math.pow(means.applyAsDouble(ComplexAverage.RADIUS), power),
        ComplexSites.average(complexSites()));
  }
}
