package org.fieldbeam.core.observable.check;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Locale;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.Findings;
import org.fieldbeam.core.statistics.Check;

/**
 * The line turned by the kernel, phi = e^{i theta} w, is in the same sector of convergence of
 * exp(-S) as the real line, |arg c + n theta| &lt; pi/2 for the highest power c phi^n; beyond, the
 * integral over it is another one, or none.
 */
@AutoService(CheckKind.class)
public final class Contour implements CheckKind {
  /** The name of the check, or what it begins with. */
  public static final String NAME = "contour";

  @Override
  public About about() {
    return About.of(
            NAME,
            "Whether the kernel of complex Langevin leaves the line of integration in the same sector of convergence.")
        .withFormula(
            "|arg c + n theta| < pi/2 for the highest power c phi^n of S on phi = e^(i theta) w");
  }

  @Override
  public int place() {
    return 170;
  }

  @Override
  public String suits() {
    return "complexified fields";
  }

  @Override
  public List<String> names(EnsembleMeasurement measurement) {
    return measurement.ensemble().isComplexified() ? List.of(NAME) : List.of();
  }

  @Override
  public List<Check> judge(Findings findings) {
    ComplexAction action = findings.ensemble().complexified();
    double phase = findings.ensemble().phase();
    if (Double.isNaN(phase)) {
      return List.of(
          Check.notJudged(
              NAME,
              Math.PI / 2,
              "which kernel the chains had is not known of an imported ensemble"));
    }
    double[] highest = action.leadingCoefficients()[1];
    double angle =
        Math.max(
            Math.abs(StrictMath.atan2(highest[1], highest[0])),
            Math.abs(StrictMath.atan2(highest[1], highest[0]) + action.degree() * phase));
    boolean passed = angle < Math.PI / 2;
    return List.of(
        Check.of(
            NAME,
            passed,
            angle,
            Math.PI / 2,
            String.format(
                Locale.ROOT,
                "phase of the highest power of S on the line turned by %.4f: %.4f%s",
                phase,
                angle,
                passed
                    ? ""
                    : "; the integral over this line is not the one over the real line, which the"
                        + " average meets only as far as other thimbles do not count")));
  }
}
