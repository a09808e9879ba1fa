package org.fieldbeam.report.figure;

import java.util.Map;
import java.util.Optional;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.core.action.HoppingForm;
import org.fieldbeam.core.exact.Complex;
import org.fieldbeam.core.exact.ExactMoments;
import org.fieldbeam.core.thimble.LefschetzThimbles;
import org.fieldbeam.core.thimble.ThimblePart;
import org.fieldbeam.data.DatasetActions;
import org.fieldbeam.data.DatasetFolder;

/**
 * The exact average for the action of the ensemble that it stands beside, of one site: by
 * quadrature along the real axis or, where complex Langevin stays on a part of the thimbles, by
 * integration over these.
 *
 * @param part which thimbles; of real actions all
 */
public record ActionValue(ThimblePart part) implements ExactValue {
  private static final Map<String, Integer> POWERS =
      Map.of("phi2Re", 2, "phi2Im", 2, "phi4Re", 4, "phi4Im", 4);

  @Override
  public double read(Optional<MeasuredValue> beside, FigureData data) {
    MeasuredValue measured = ExactValue.require(beside);
    DatasetFolder dataset = data.dataset(measured.dataset());
    if (!DatasetActions.isComplex(dataset.info())) {
      return real(measured, dataset);
    }
    String observable = measured.observable();
    if (!POWERS.containsKey(observable)) {
      throw SiteMoment.unknown(measured, "phi2Re, phi2Im, phi4Re, phi4Im");
    }
    Complex moment = complex(ComplexEnsembles.site(dataset), POWERS.get(observable));
    return observable.endsWith("Re") ? moment.re() : moment.im();
  }

  private Complex complex(ComplexPolynomial site, int n) {
    return part == ThimblePart.ALL
        ? ExactMoments.of(site).moment(n)
        : LefschetzThimbles.of(site).moment(n, part);
  }

  private double real(MeasuredValue measured, DatasetFolder dataset) {
    Action action = DatasetActions.require(dataset);
    if (part != ThimblePart.ALL || HoppingForm.quarticSites(action).isEmpty()) {
      throw SiteMoment.unknown(
          measured, "exact: action for independent sites, parts of thimbles for complex actions");
    }
    return SiteMoment.exact(measured).of(n -> ExactMoments.of(action).moment(n).re());
  }
}
