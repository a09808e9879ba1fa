package org.fieldbeam.report.figure.value;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.core.action.HoppingForm;
import org.fieldbeam.core.exact.Complex;
import org.fieldbeam.core.exact.ExactMoments;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.thimble.LefschetzThimbles;
import org.fieldbeam.core.thimble.ThimblePart;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.figure.Outlook;

/**
 * The exact average for the action of the ensemble that it stands beside: what the observable knows
 * of the action, as of two-dimensional gauge theory by sums over characters; of one site by
 * quadrature along the real axis or, where complex Langevin stays on a part of the thimbles, by
 * integration over these.
 *
 * @param part which thimbles; of real actions all
 */
public record ActionValue(ThimblePart part) implements ExactValue {
  private static final Map<String, Integer> POWERS =
      Map.of("phi2Re", 2, "phi2Im", 2, "phi4Re", 4, "phi4Im", 4);

  @Override
  public void require(Optional<MeasuredValue> beside, Outlook outlook) {
    MeasuredValue measured = ExactValue.require(beside);
    ExactValue.requireOutput(measured, outlook);
    outlook
        .dataset(measured.dataset())
        .ifPresent(
            info -> {
              if (DatasetActions.isComplex(info)) {
                requirePower(measured);
                part.require(LefschetzThimbles.of(ComplexEnsembles.site(info)));
              } else if (average(measured, info).isEmpty()) {
                site(measured, info);
                SiteMoment.exact(measured);
              }
            });
  }

  private static void requirePower(MeasuredValue measured) {
    if (!POWERS.containsKey(measured.observable())) {
      throw SiteMoment.unknown(measured, "phi2Re, phi2Im, phi4Re, phi4Im");
    }
  }

  @Override
  public double read(Optional<MeasuredValue> beside, FigureData data) {
    MeasuredValue measured = ExactValue.require(beside);
    DatasetInfo info = data.dataset(measured.dataset()).info();
    if (!DatasetActions.isComplex(info)) {
      OptionalDouble average = average(measured, info);
      if (average.isPresent()) {
        return average.getAsDouble();
      }
      Action action = site(measured, info);
      return SiteMoment.exact(measured).of(n -> ExactMoments.of(action).moment(n).re());
    }
    requirePower(measured);
    String observable = measured.observable();
    Complex moment = complex(ComplexEnsembles.site(info), POWERS.get(observable));
    return observable.endsWith("Re") ? moment.re() : moment.im();
  }

  /** What the observable's own kind knows of the action. */
  private OptionalDouble average(MeasuredValue measured, DatasetInfo info) {
    Optional<Action> action =
        part == ThimblePart.ALL ? DatasetActions.find(info) : Optional.empty();
    return action.isPresent()
        ? ObservableKind.exactAverage(action.get(), measured.observable())
        : OptionalDouble.empty();
  }

  private Complex complex(ComplexPolynomial site, int n) {
    return part == ThimblePart.ALL
        ? ExactMoments.of(site).moment(n)
        : LefschetzThimbles.of(site).moment(n, part);
  }

  /** The action of independent sites of a real ensemble. */
  private Action site(MeasuredValue measured, DatasetInfo info) {
    Optional<Action> action =
        DatasetActions.find(info).filter(known -> HoppingForm.quarticSites(known).isPresent());
    if (part != ThimblePart.ALL || action.isEmpty()) {
      throw SiteMoment.unknown(
          measured,
          "exact: action for independent sites, and for loops and topology of two-dimensional u1; parts of"
              + " thimbles for complex actions");
    }
    return action.get();
  }
}
