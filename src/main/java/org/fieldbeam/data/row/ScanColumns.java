package org.fieldbeam.data.row;

import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.core.observable.check.BoundaryTerms;
import org.fieldbeam.core.observable.check.Contour;
import org.fieldbeam.core.observable.check.DriftDecay;
import org.fieldbeam.core.observable.check.SchwingerDysonEquations;
import org.fieldbeam.core.observable.check.Stride;
import org.fieldbeam.core.observable.check.Window;
import org.fieldbeam.core.observable.equation.Runaways;

/**
 * The columns of a scan, a measurement dataset each of whose rows is a point, S = a z^2 + b z^4:
 * the parameters, {@code <phi^2>} with its errors and the correlation of those of real and
 * imaginary part, what checks say, and the number of runaways.
 */
public final class ScanColumns {
  /** The parameters of the action. */
  public static final List<String> PARAMETERS = List.of("a", "b");

  /** The average. */
  public static final String AVERAGE = "phi2";

  /** The correlation of the errors of both parts of the average. */
  public static final String CORRELATION = AVERAGE + "Correlation";

  /** How often chains ran away. */
  public static final String RUNAWAYS = Runaways.NAME;

  /** The checks that a point has a column of. */
  public static final List<String> CHECKS =
      List.of(
          DriftDecay.NAME,
          BoundaryTerms.NAME,
          Contour.NAME,
          Stride.NAME,
          Window.NAME,
          SchwingerDysonEquations.NAME);

  private ScanColumns() {}

  /** The real part of a number. */
  public static String re(String number) {
    return number + "Re";
  }

  /** The imaginary part of a number. */
  public static String im(String number) {
    return number + "Im";
  }

  /** The standard error of a number. */
  public static String error(String number) {
    return number + "Error";
  }

  /** 1 where a check failed, 0 where it passed, -1 where it could not judge. */
  public static String failed(String check) {
    return check + "Failed";
  }

  /** All columns, in order. */
  public static List<String> all() {
    List<String> all = new ArrayList<>();
    for (String parameter : PARAMETERS) {
      all.add(re(parameter));
      all.add(im(parameter));
    }
    for (String part : List.of(re(AVERAGE), im(AVERAGE))) {
      all.add(part);
      all.add(error(part));
    }
    all.add(CORRELATION);
    CHECKS.forEach(check -> all.add(failed(check)));
    all.add(RUNAWAYS);
    return List.copyOf(all);
  }
}
