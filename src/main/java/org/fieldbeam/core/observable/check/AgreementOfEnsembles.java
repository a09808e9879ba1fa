package org.fieldbeam.core.observable.check;

import com.google.auto.service.AutoService;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.statistics.Agreement;

/** The comparison of ensembles of one law, {@link Agreement}, by the stage that measures them. */
@AutoService(CheckKind.class)
public final class AgreementOfEnsembles extends JudgedElsewhere {
  /** The name. */
  public static final String NAME = Agreement.CHECK;

  /** Describes the check. */
  public AgreementOfEnsembles() {
    super(
        About.of(
                NAME,
                "Whether an ensemble agrees with the first that is measured with it and has the same lattice and action.")
            .withFormula(
                "T^2 = d^T (C_1 + C_2)^-1 d of the differences d of six observables, with a probability of at least 1e-4")
            .withSource(
                "Hotelling, Ann. Math. Statist. 2 (1931) 360; Krishnamoorthy and Yu, Statist. Probab. Lett. 66 (2004) 161"),
        "ensembles measured together");
  }
}
