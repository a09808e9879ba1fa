package org.fieldbeam.core.score.operator;

import java.io.Serializable;

/**
 * The Gaussian theory of the modes at a noise level, by which a flow is freed of its stiff part:
 * the variables {@code y_k = phi_k / sqrt(C_k + tau)} are white in it.
 *
 * <p>At momentum zero C is V &lt;m^2&gt;, even where m has two peaks: the variables are only a
 * choice of coordinates, in which a theory that is Gaussian stands still.
 */
public final class WhiteModes implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double[] root;
  private final double[] precision;

  /**
   * The modes at a level.
   *
   * @param spectrum C_k of every orbit
   * @param tau variance of the noise
   */
  public WhiteModes(double[] spectrum, double tau) {
    root = new double[spectrum.length];
    precision = new double[spectrum.length];
    for (int o = 0; o < root.length; o++) {
      root[o] = Math.sqrt(spectrum[o] + tau);
      precision[o] = 1 / (spectrum[o] + tau);
    }
  }

  /** What y_k is to be multiplied by, per orbit: sqrt(C_k + tau). */
  public double[] root() {
    return root.clone();
  }

  /** 1 / (C_k + tau) per orbit. */
  public double[] precision() {
    return precision.clone();
  }
}
