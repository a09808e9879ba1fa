package org.fieldbeam.core.observable;

import java.util.List;

/**
 * The primary quantities of the updates that led to a configuration: what Delta H and acceptance
 * are averaged by. They stand one after the other, at places counted from the first.
 */
final class UpdatePrimaries {
  static final int EXP_MINUS_DELTA_H = 0;
  static final int DELTA_H_BALANCE = 1;
  static final int HAS_DELTA_H = 2;
  static final int ACCEPTANCE = 3;
  static final int HAS_ACCEPTANCE = 4;
  static final int COUNT = 5;

  /** Keeps sums finite; a Delta H below -300 fails every check anyway. */
  private static final double LARGEST_EXPONENT = 300;

  private UpdatePrimaries() {}

  /**
   * Expands what is recorded of an update.
   *
   * @param deltaH energy violation, NaN if there is none
   * @param acceptance fraction of proposals accepted, NaN if there were none
   * @param primaries receives the quantities
   * @param first the place of the first
   */
  static void expand(double deltaH, double acceptance, double[] primaries, int first) {
    boolean known = !Double.isNaN(deltaH);
    // A trajectory that blew up counts as one that is never accepted: exp(-Delta H) = 0.
    double factor = known ? StrictMath.exp(Math.min(-deltaH, LARGEST_EXPONENT)) : 0;
    primaries[first + EXP_MINUS_DELTA_H] = factor;
    primaries[first + DELTA_H_BALANCE] = known ? Math.signum(deltaH) * Math.min(1, factor) : 0;
    primaries[first + HAS_DELTA_H] = known ? 1 : 0;
    boolean proposed = !Double.isNaN(acceptance);
    primaries[first + ACCEPTANCE] = proposed ? acceptance : 0;
    primaries[first + HAS_ACCEPTANCE] = proposed ? 1 : 0;
  }

  /** What is estimated where every configuration has its Delta H. */
  static List<Observable> observables(int first) {
    return List.of(
        Observable.expMinusDeltaH(first + EXP_MINUS_DELTA_H),
        Observable.deltaHBalance(first + DELTA_H_BALANCE));
  }

  static void magnitudes(double[] means, int first, double[] sizes) {
    sizes[first + EXP_MINUS_DELTA_H] = means[first + EXP_MINUS_DELTA_H];
    sizes[first + DELTA_H_BALANCE] = means[first + HAS_DELTA_H];
  }
}
