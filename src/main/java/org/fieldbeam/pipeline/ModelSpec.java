package org.fieldbeam.pipeline;

import java.util.List;

/** The score model of a {@code train} stage. */
public sealed interface ModelSpec {

  /** What the fit of the effective action regresses on. */
  enum Target {
    /** W grad S + (1 - W) z / sqrt(tau), which has no noise for a Gaussian theory. */
    MIXED,
    /** z / sqrt(tau): denoising score matching. */
    DENOISING
  }

  /** Where the action at noise level zero comes from. */
  enum Action {
    /** The action that generated the ensemble, from its metadata. */
    KNOWN,
    /** Fitted from the configurations alone. */
    FITTED
  }

  /**
   * An explicit effective action per noise level, fitted by linear least squares.
   *
   * @param levels number of levels N above the data
   * @param ladder spacing of the levels
   * @param operators operators beside the bilinears and the zero-mode prior, by name
   * @param target regression target
   * @param action where the action at level zero comes from
   * @param ridge ridge on the operator coefficients, with the Gram matrix scaled to unit diagonal
   */
  record EffectiveAction(
      int levels,
      LadderSpec ladder,
      List<String> operators,
      Target target,
      Action action,
      double ridge)
      implements ModelSpec {
    public EffectiveAction {
      operators = List.copyOf(operators);
    }
  }
}
