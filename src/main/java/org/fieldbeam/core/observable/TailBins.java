package org.fieldbeam.core.observable;

import java.util.Arrays;
import org.fieldbeam.core.statistics.DerivedQuantity;

/**
 * A histogram over equal steps of the logarithm, kept among the primary quantities: the tails of a
 * distribution, and sums over parts of it, are linear in their means.
 *
 * @param first index of the first bin among the primaries
 * @param lowest log2 of the lower edge of the first bin
 * @param perOctave bins per factor of two
 */
record TailBins(int first, int lowest, int perOctave) {
  static final int BINS = 160;

  /** Bin of a number; numbers outside the range count to the first and the last. */
  int bin(double value) {
    if (!(value > 0)) {
      return 0;
    }
    double octaves = StrictMath.log(value) / StrictMath.log(2) - lowest;
    return (int) Math.max(0, Math.min(BINS - 1, StrictMath.floor(octaves * perOctave)));
  }

  /** Lower edge of a bin. */
  double edge(int bin) {
    return StrictMath.pow(2, lowest + bin / (double) perOctave);
  }

  /** Share of the configurations at or beyond a bin. */
  Sum beyond(int bin) {
    return new Sum(first + bin, first + BINS);
  }

  /** The highest bin that at least a share of the configurations lie at or beyond. */
  int quantile(double[] means, double share) {
    int bin = BINS - 1;
    while (bin > 0 && beyond(bin).value(means) < share) {
      bin--;
    }
    return bin;
  }

  /** The sum of the means of the primaries {@code from} to {@code to - 1}. */
  record Sum(int from, int to) implements DerivedQuantity {
    private static final long serialVersionUID = 1L;

    @Override
    public double value(double[] means) {
      double sum = 0;
      for (int i = from; i < to; i++) {
        sum += means[i];
      }
      return sum;
    }

    @Override
    public void gradient(double[] means, double[] gradient) {
      Arrays.fill(gradient, from, to, 1);
    }
  }
}
