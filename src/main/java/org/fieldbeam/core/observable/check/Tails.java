package org.fieldbeam.core.observable.check;

import java.util.List;
import org.fieldbeam.core.statistics.Estimate;

/**
 * The tail of a distribution at some cut-offs, beyond which lie given shares of the configurations.
 *
 * @param estimates for each cut-off the share beyond it, and then what else is estimated there
 */
record Tails(List<Estimate> estimates) {
  /** Shares of the configurations beyond the cut-offs at which tails are judged. */
  static final double[] SHARES = {0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001};

  /** Fewest independent configurations beyond a cut-off that it is judged by. */
  private static final double FEWEST = 25;

  /** What is estimated at a cut-off: number 0 is the share beyond it. */
  Estimate at(int cut, int number) {
    return estimates.get(cut * (estimates.size() / SHARES.length) + number);
  }

  /** The effective number of configurations that the share beyond a cut-off was counted from. */
  double count(int cut) {
    Estimate share = at(cut, 0);
    return share.error() > 0 ? Math.pow(share.value() / share.error(), 2) : 0;
  }

  /** The farthest cut-off with enough beyond it; 0, the nearest, if there is no other. */
  int farthest() {
    int far = SHARES.length - 1;
    while (far > 0 && (count(far) < FEWEST || at(far, 0).value() > at(0, 0).value() / 4)) {
      far--;
    }
    return far;
  }
}
