package org.fieldbeam.core.observable;

import java.util.Arrays;

/**
 * Layout of the primary quantities: the numbers of one configuration whose means all observables
 * derive from. Index k = 1..8 is M^k, index 0 is |M|.
 */
final class Primaries {

  static final int ABS_M = 0;
  static final int HIGHEST_POWER = 8;
  static final int PHI2 = 9;
  static final int PHI4 = 10;
  static final int NN = 11;
  static final int ACTION_DENSITY = 12;
  static final int SCHWINGER_DYSON = 13;
  static final int G_PMIN = 14;
  static final int CUBE = 15;
  static final int NEIGHBOURS = 16;
  static final int ZERO_MODE = 17;
  static final int P_MIN = 18;
  static final int HAS_IDENTITIES = 19;
  static final int EXP_MINUS_DELTA_H = 20;
  static final int DELTA_H_BALANCE = 21;
  static final int HAS_DELTA_H = 22;
  static final int ACCEPTANCE = 23;
  static final int HAS_ACCEPTANCE = 24;
  static final int SHAPE = 25;
  static final int CORRELATOR = 26;

  /** Keeps sums finite; a Delta H below -300 fails every check anyway. */
  private static final double LARGEST_EXPONENT = 300;

  private Primaries() {}

  static int count(int correlatorLength) {
    return CORRELATOR + correlatorLength;
  }

  /**
   * Expands the recorded columns of a configuration.
   *
   * @param columns as {@link ObservableKernel#columns} names them; NaN where {@link
   *     ObservableKernel#isNewer} ones were not recorded; more numbers may follow
   * @param correlators number of values of the two-point function
   * @param deltaH energy violation of the update that led here, NaN if there is none
   * @param acceptance fraction of proposals accepted on the way here, NaN if there were none
   * @param primaries receives all primary quantities; more numbers may follow
   */
  static void expand(
      double[] columns, int correlators, double deltaH, double acceptance, double[] primaries) {
    double m = columns[ObservableKernel.M];
    primaries[ABS_M] = Math.abs(m);
    double power = m;
    for (int k = 1; k <= HIGHEST_POWER; k++) {
      primaries[k] = power;
      power *= m;
    }
    System.arraycopy(columns, ObservableKernel.PHI2, primaries, PHI2, P_MIN - PHI2 + 1);
    primaries[HAS_IDENTITIES] = 1;
    if (Double.isNaN(primaries[CUBE])) {
      Arrays.fill(primaries, CUBE, HAS_IDENTITIES + 1, 0);
    }
    boolean known = !Double.isNaN(deltaH);
    // A trajectory that blew up counts as one that is never accepted: exp(-Delta H) = 0.
    double factor = known ? StrictMath.exp(Math.min(-deltaH, LARGEST_EXPONENT)) : 0;
    primaries[EXP_MINUS_DELTA_H] = factor;
    primaries[DELTA_H_BALANCE] = known ? Math.signum(deltaH) * Math.min(1, factor) : 0;
    primaries[HAS_DELTA_H] = known ? 1 : 0;
    boolean proposed = !Double.isNaN(acceptance);
    primaries[ACCEPTANCE] = proposed ? acceptance : 0;
    primaries[HAS_ACCEPTANCE] = proposed ? 1 : 0;
    double square = primaries[PHI2] * primaries[PHI2];
    primaries[SHAPE] = square > 0 ? primaries[PHI4] / square : 0;
    System.arraycopy(columns, ObservableKernel.CORRELATOR, primaries, CORRELATOR, correlators);
  }
}
