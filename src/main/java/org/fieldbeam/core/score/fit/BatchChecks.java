package org.fieldbeam.core.score.fit;

import org.fieldbeam.core.lattice.Lattice;

/** Checks of the batches that enter sums. */
final class BatchChecks {
  private BatchChecks() {}

  /** The weights of a batch, 1 where none are given. */
  static double[] weights(double[] weights, int batch) {
    double[] checked = new double[batch];
    for (int b = 0; b < batch; b++) {
      checked[b] = weights == null ? 1 : weights[b];
      if (!(checked[b] >= 0 && checked[b] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "The weight of configuration "
                + b
                + " of a batch is "
                + checked[b]
                + "; weights must be finite and not negative");
      }
    }
    return checked;
  }

  static void fields(Lattice lattice, double[] phi, int batch, long[] chain, long[] step) {
    int volume = lattice.volume();
    if (batch < 1
        || phi.length < (long) volume * batch
        || chain.length < batch
        || step.length < batch) {
      throw new IllegalArgumentException(
          "A batch of "
              + batch
              + " configurations on lattice "
              + lattice
              + " needs "
              + (long) volume * batch
              + " numbers and as many chains and steps as configurations, given "
              + phi.length
              + ", "
              + chain.length
              + " and "
              + step.length);
    }
    for (int i = 0; i < volume * batch; i++) {
      if (!(Math.abs(phi[i]) < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "The field of chain "
                + chain[i % batch]
                + ", step "
                + step[i % batch]
                + " is "
                + phi[i]
                + " at site "
                + i / batch
                + "; all fields must be finite");
      }
    }
  }
}
