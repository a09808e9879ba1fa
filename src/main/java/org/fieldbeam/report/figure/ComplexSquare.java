package org.fieldbeam.report.figure;

import java.util.Arrays;
import org.fieldbeam.core.exact.Complex;
import org.fieldbeam.core.statistics.DerivedQuantity;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.Jackknife;
import org.fieldbeam.data.DatasetFolder;

/** The mean of z^2 over a complex ensemble, with the covariance of its two parts kept. */
final class ComplexSquare {
  private static final int BLOCKS = 50;

  /** By block: Re z^2, Im z^2; and the number of values. */
  private final double[][] sums;

  private final double[] weights;

  private ComplexSquare(double[][] sums, double[] weights) {
    this.sums = sums;
    this.weights = weights;
  }

  /** Reads a dataset; blocks are whole chains, so that autocorrelations are contained. */
  static ComplexSquare read(DatasetFolder dataset) {
    double[][] sums = new double[BLOCKS][2];
    double[] weights = new double[BLOCKS];
    ComplexEnsembles.each(
        dataset,
        (row, chain, re, im) -> {
          int block = (int) (chain % BLOCKS);
          sums[block][0] += re * re - im * im;
          sums[block][1] += 2 * re * im;
          weights[block]++;
        });
    int used = (int) Arrays.stream(weights).filter(weight -> weight > 0).count();
    return new ComplexSquare(Arrays.copyOf(sums, used), Arrays.copyOf(weights, used));
  }

  /** Real and imaginary part of factor times the mean; without errors where there is one chain. */
  ComplexEstimate times(Complex factor) {
    return new ComplexEstimate(
        part(new Part(factor.re(), -factor.im())), part(new Part(factor.im(), factor.re())));
  }

  private Estimate part(Part part) {
    if (sums.length < 2) {
      double[] means = {sums[0][0] / weights[0], sums[0][1] / weights[0]};
      return Estimate.independent(part.value(means), Double.NaN, 1);
    }
    return Jackknife.estimate(sums, weights, part);
  }

  private record Part(double ofRe, double ofIm) implements DerivedQuantity {
    @Override
    public double value(double[] means) {
      return ofRe * means[0] + ofIm * means[1];
    }

    @Override
    public void gradient(double[] means, double[] gradient) {
      gradient[0] = ofRe;
      gradient[1] = ofIm;
    }
  }
}
