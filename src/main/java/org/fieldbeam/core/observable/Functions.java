package org.fieldbeam.core.observable;

import org.fieldbeam.core.statistics.DerivedQuantity;

/** The functions of means that observables are. */
final class Functions {
  private Functions() {}

  record Mean(int index) implements DerivedQuantity {
    @Override
    public double value(double[] means) {
      return means[index];
    }

    @Override
    public void gradient(double[] means, double[] gradient) {
      gradient[index] = 1;
    }
  }

  record Scaled(double factor, int index) implements DerivedQuantity {
    @Override
    public double value(double[] means) {
      return factor * means[index];
    }

    @Override
    public void gradient(double[] means, double[] gradient) {
      gradient[index] = factor;
    }
  }

  /** The factor times the mean of a square, less the square of the mean. */
  record Variance(double factor, int square, int index) implements DerivedQuantity {
    @Override
    public double value(double[] means) {
      return factor * (means[square] - means[index] * means[index]);
    }

    @Override
    public void gradient(double[] means, double[] gradient) {
      gradient[square] = factor;
      gradient[index] = -2 * factor * means[index];
    }
  }

  /** {@code <phi^4> - <phi^2>^2}, moments at a site: the variance of phi^2 there. */
  record SquareVariance() implements DerivedQuantity {
    @Override
    public double value(double[] means) {
      return means[Primaries.PHI4] - means[Primaries.PHI2] * means[Primaries.PHI2];
    }

    @Override
    public void gradient(double[] means, double[] gradient) {
      gradient[Primaries.PHI4] = 1;
      gradient[Primaries.PHI2] = -2 * means[Primaries.PHI2];
    }
  }

  record Binder(int square, int fourth) implements DerivedQuantity {
    @Override
    public double value(double[] means) {
      return 1 - means[fourth] / (3 * means[square] * means[square]);
    }

    @Override
    public void gradient(double[] means, double[] gradient) {
      double m2 = means[square];
      gradient[fourth] = -1 / (3 * m2 * m2);
      gradient[square] = 2 * means[fourth] / (3 * m2 * m2 * m2);
    }
  }

  /**
   * Second-moment correlation length; 0 with no error (not a number) where noise makes G(0) smaller
   * than G(p_min).
   */
  record CorrelationLength(double volume, int length) implements DerivedQuantity {
    @Override
    public double value(double[] means) {
      return Math.sqrt(Math.max(0, excess(means))) / wave();
    }

    @Override
    public void gradient(double[] means, double[] gradient) {
      double root = excess(means) > 0 ? Math.sqrt(excess(means)) : Double.NaN;
      gradient[2] = volume / means[Primaries.G_PMIN] / (2 * root * wave());
      gradient[Primaries.G_PMIN] = -gradient[2] * means[2] / means[Primaries.G_PMIN];
    }

    private double excess(double[] means) {
      return volume * means[2] / means[Primaries.G_PMIN] - 1;
    }

    private double wave() {
      return 2 * StrictMath.sin(Math.PI / length);
    }
  }
}
