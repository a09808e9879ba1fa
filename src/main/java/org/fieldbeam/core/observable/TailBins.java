package org.fieldbeam.core.observable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import org.fieldbeam.core.statistics.DerivedQuantity;

/**
 * A histogram over equal steps of the logarithm, kept among the quantities of a configuration: the
 * tails of a distribution, and sums over parts of it, are linear in their means.
 *
 * @param name how the names of the bins begin
 * @param lowest log2 of the lower edge of the first bin
 * @param perOctave bins per factor of two
 */
public record TailBins(String name, int lowest, int perOctave) {
  /** Number of bins. */
  public static final int BINS = 160;

  /** Returns the names of the bins of a part of the histogram, such as "count". */
  public List<Quantity> quantities(String part) {
    List<Quantity> bins = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      bins.add(Quantity.of(binName(part, bin)));
    }
    return bins;
  }

  private String binName(String part, int bin) {
    return name + "." + part + "." + bin;
  }

  /** Returns the place of the first bin of a part among all quantities. */
  public int first(String part, ToIntFunction<String> places) {
    return places.applyAsInt(binName(part, 0));
  }

  /** Returns the bin of a number; numbers outside the range count to the first and the last. */
  public int bin(double value) {
    if (!(value > 0)) {
      return 0;
    }
    double octaves = StrictMath.log(value) / StrictMath.log(2) - lowest;
    return (int) Math.max(0, Math.min(BINS - 1, StrictMath.floor(octaves * perOctave)));
  }

  /** Returns the lower edge of a bin. */
  public double edge(int bin) {
    return StrictMath.pow(2, lowest + bin / (double) perOctave);
  }

  /**
   * Returns the highest bin that at least a share of the configurations lie at or beyond.
   *
   * @param first the place of the first bin of the counts
   * @param means the means of all quantities
   */
  public static int quantile(int first, double[] means, double share) {
    int bin = BINS - 1;
    while (bin > 0 && beyond(first, bin).value(means) < share) {
      bin--;
    }
    return bin;
  }

  /** Returns the sum over a bin and those beyond it. */
  public static Sum beyond(int first, int bin) {
    return new Sum(first + bin, first + BINS);
  }

  /** The sum of the means of the quantities {@code from} to {@code to - 1}. */
  public record Sum(int from, int to) implements DerivedQuantity {
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
