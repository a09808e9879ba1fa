package org.fieldbeam.core.observable.check;

import com.google.auto.service.AutoService;
import org.fieldbeam.core.observable.CheckKind;

/**
 * Whether accept-reject chains forget the proposal that they begin with, judged by the correction.
 */
@AutoService(CheckKind.class)
public final class ChainLength extends JudgedElsewhere {
  /** The name. */
  public static final String NAME = "chainLength";

  /** Describes the check. */
  public ChainLength() {
    super(
        About.of(
                NAME,
                "Whether accept-reject chains of samples are long against their autocorrelation time.")
            .withFormula("length of the chains >= 20 tau_int"),
        "samples corrected by the method metropolis");
  }
}
