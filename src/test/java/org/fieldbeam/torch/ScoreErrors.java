package org.fieldbeam.torch;

import org.fieldbeam.core.exact.NoisedLaw;
import org.fieldbeam.core.schedule.TimeScore;

/** How far a score of one site is from the exact one. */
final class ScoreErrors {
  private static final int POINTS = 1001;

  private ScoreErrors() {}

  /** Root mean square of the error over that of the exact score, both under p_t. */
  static double relative(TimeScore score, NoisedLaw law, double t) {
    double[] x = new double[POINTS];
    double[] value = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      x[i] = -5 + 10.0 * i / (POINTS - 1);
    }
    score.evaluate(x, POINTS, t, value, null);
    double off = 0;
    double size = 0;
    for (int i = 0; i < POINTS; i++) {
      double density = law.density(x[i]);
      double exact = law.score(x[i]);
      off += density * Math.pow(value[i] - exact, 2);
      size += density * exact * exact;
    }
    return Math.sqrt(off / size);
  }
}
