package org.fieldbeam.core.statistics;

import java.io.Serializable;
import java.util.Objects;

/**
 * The outcome of one test of an ensemble.
 *
 * @param name short stable name, for example {@code schwingerDyson}
 * @param passed false if the ensemble must not pass for a good one
 * @param value the number that was tested, in the unit of {@code threshold}
 * @param threshold the bound that {@code value} was held against; the explanation says on which
 *     side a good ensemble lies
 * @param explanation what was compared, what came out, and what to do if it failed
 */
public record Check(String name, boolean passed, double value, double threshold, String explanation)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /**
   * Refuses missing names and explanations.
   *
   * @param name short stable name
   * @param passed whether the ensemble may pass for a good one
   * @param value the number that was tested
   * @param threshold its bound
   * @param explanation what was compared
   */
  public Check {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(explanation, "explanation");
  }
}
