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

  /** The first of {@link UpdatePrimaries}. */
  static final int UPDATES = 20;

  static final int SHAPE = UPDATES + UpdatePrimaries.COUNT;
  static final int CORRELATOR = SHAPE + 1;

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
    UpdatePrimaries.expand(deltaH, acceptance, primaries, UPDATES);
    double square = primaries[PHI2] * primaries[PHI2];
    primaries[SHAPE] = square > 0 ? primaries[PHI4] / square : 0;
    System.arraycopy(columns, ObservableKernel.CORRELATOR, primaries, CORRELATOR, correlators);
  }
}
