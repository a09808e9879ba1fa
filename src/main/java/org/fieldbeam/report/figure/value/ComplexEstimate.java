package org.fieldbeam.report.figure.value;

import org.fieldbeam.core.exact.Complex;
import org.fieldbeam.core.statistics.Estimate;

/** A complex number with an error of each part. */
public record ComplexEstimate(Estimate re, Estimate im) {

  /** The sum with an independent one. */
  public ComplexEstimate plus(ComplexEstimate other) {
    return new ComplexEstimate(plus(re, other.re), plus(im, other.im));
  }

  private static Estimate plus(Estimate a, Estimate b) {
    return Estimate.independent(
        a.value() + b.value(), Math.hypot(a.error(), b.error()), Math.min(a.n(), b.n()));
  }

  /** The larger of the distances of both parts from an exact value, in standard errors. */
  public double largestPull(Complex exact) {
    return Math.max(Math.abs(re.pull(exact.re())), Math.abs(im.pull(exact.im())));
  }

  @Override
  public String toString() {
    String imaginary = Estimate.format(Math.abs(im.value()), im.error());
    return (re + (im.value() < 0 ? " - " : " + ") + imaginary + "i").replace('-', '−');
  }
}
