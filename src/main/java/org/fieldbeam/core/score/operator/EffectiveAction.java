package org.fieldbeam.core.score.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.fourier.PackedField;
import org.fieldbeam.core.fourier.PackedRows;

/**
 * The effective action of one noise level,
 *
 * <pre>S_tau = 1/2 sum_k A_k |phi_k|^2 + sum_j c_j O_j + c U(m),</pre>
 *
 * as its gradient and Laplacian in field space, with the fewest Fourier transforms: non-local
 * operators share the transforms of their h_p, so that 2 + 3n are needed, n the number of distinct
 * h_p with p > 1 (2 + 2n without the Laplacian).
 *
 * <p>With E_p = dS/dh_p (a sum of convolutions, hence products in momentum space) the gradient is
 * A_k phi_k + (W_k/s) [f'(u) + sum_p h_p'(u) E_p]_k, and the Laplacian sum_k A_k + s^-2 {(WW)(0)
 * sum_x [f'' + sum_p h_p'' E_p] + sum_pq sum_xy h_p'(x) (WW K_pq)(x - y) h_q'(y)}, the last by
 * Parseval's theorem.
 *
 * <p>Immutable; threads share it, each with its own scratch.
 */
public final class EffectiveAction implements MomentumGradient {
  private final double[][] quadratic;
  private final double traceOfQuadratic;

  /** W_k / (s sqrt(V)), times the root of the variance: to u by an unscaled transform. */
  private final double[][] filter;

  /** W_k / (s sqrt(V)), divided by the root of the variance: from the force back. */
  private final double[][] back;

  private final LocalTerms local;
  private final NonLocalTerms nonLocal;
  private final MagnetizationTerms magnetization;
  private final ShellTerms shells;
  private final double siteFactor;
  private final double slopeFactor;

  /**
   * Prepares the action of a level.
   *
   * @param level the level
   * @param operators O_j
   * @param quadratic A_k of every orbit, the whole of it (1/(C_k + tau) of a prior included)
   * @param coefficients c_j
   * @param potential U, or null
   * @param potentialCoefficient c of U
   * @param layout a transform of the width that evaluations will have
   * @throws IllegalArgumentException if numbers of coefficients do not fit
   */
  public EffectiveAction(
      NoiseLevel level,
      List<Operator> operators,
      double[] quadratic,
      double[] coefficients,
      MagnetizationPotential potential,
      double potentialCoefficient,
      BatchFft layout) {
    this(
        level,
        operators,
        quadratic,
        coefficients,
        potential,
        potentialCoefficient,
        layout,
        unit(quadratic.length),
        new double[quadratic.length]);
  }

  private static double[] unit(int length) {
    double[] ones = new double[length];
    Arrays.fill(ones, 1);
    return ones;
  }

  private EffectiveAction(
      NoiseLevel level,
      List<Operator> operators,
      double[] quadratic,
      double[] coefficients,
      MagnetizationPotential potential,
      double potentialCoefficient,
      BatchFft layout,
      double[] root,
      double[] precision) {
    if (operators.size() != coefficients.length) {
      throw new IllegalArgumentException(
          operators.size() + " operators need as many coefficients, given " + coefficients.length);
    }
    MomentumOrbits orbits = level.orbits();
    double s = level.scale();
    double[] rest = new double[quadratic.length];
    double[] inverse = new double[root.length];
    for (int o = 0; o < rest.length; o++) {
      rest[o] = quadratic[o] - precision[o];
      inverse[o] = 1 / root[o];
    }
    this.quadratic = layout.kernelRows(orbits, rest);
    this.traceOfQuadratic = orbits.sum(rest);
    this.filter = level.filterRows(layout, root);
    this.back = level.filterRows(layout, inverse);
    this.siteFactor = level.filterVariance() / (s * s);
    this.slopeFactor = 1 / (s * s);
    this.local = new LocalTerms(level);
    this.magnetization = new MagnetizationTerms(level, potential, potentialCoefficient, root[0]);
    this.shells = new ShellTerms(level, layout, root);
    List<Operator.Bilinear> bilinears = new ArrayList<>();
    double[] bilinearCoefficients = new double[coefficients.length];
    for (int o = 0; o < coefficients.length; o++) {
      double coefficient = coefficients[o];
      operators
          .get(o)
          .tell(
              new Operator.Forms() {
                @Override
                public void local(Operator.LocalPower power) {
                  EffectiveAction.this.local.add(power.power(), coefficient);
                }

                @Override
                public void cosine(Operator.MagnetizationCosine cosine) {
                  magnetization.add(cosine.frequency(), coefficient);
                }

                @Override
                public void shell(Operator.ShellPower shell) {
                  shells.add(shell, coefficient);
                }

                @Override
                public void bilinear(Operator.Bilinear bilinear) {
                  bilinearCoefficients[bilinears.size()] = coefficient;
                  bilinears.add(bilinear);
                }
              });
    }
    this.nonLocal = new NonLocalTerms(level, bilinears, bilinearCoefficients, layout);
  }

  /**
   * The action beside that of a Gaussian theory, in the variables in which that one is white: of
   * {@code y_k = phi_k / sqrt(v_k)} it gives {@code (dS/dphi_k - p_k phi_k) / sqrt(v_k)} in place
   * of the gradient, and {@code Laplacian S - sum_k p_k} of the fields phi.
   *
   * @param white v and p
   * @see #EffectiveAction(NoiseLevel, List, double[], double[], MagnetizationPotential, double,
   *     BatchFft)
   */
  public static EffectiveAction whitened(
      NoiseLevel level,
      List<Operator> operators,
      double[] quadratic,
      double[] coefficients,
      MagnetizationPotential potential,
      double potentialCoefficient,
      BatchFft layout,
      WhiteModes white) {
    return new EffectiveAction(
        level,
        operators,
        quadratic,
        coefficients,
        potential,
        potentialCoefficient,
        layout,
        white.root(),
        white.precision());
  }

  @Override
  public void evaluate(
      PackedField phi, PackedField gradient, double[] laplacian, ScoreScratch scratch) {
    if (laplacian != null) {
      Arrays.fill(laplacian, traceOfQuadratic);
    }
    PackedRows.multiply(quadratic, phi, gradient);
    magnetization.addTo(phi, gradient, laplacian, scratch.fft().width());
    shells.addTo(phi, gradient, laplacian, scratch.fft().width());
    if (nonLocal.isEmpty() && local.isEmpty()) {
      return;
    }
    SiteBatch sites = scratch.sites();
    PackedField filtered = scratch.momentum(0);
    PackedRows.multiply(filter, phi, filtered);
    nonLocal.setLinear(filtered, scratch);
    scratch.fft().inverseUnscaled(filtered, sites.u());
    sites.begin(laplacian != null);
    for (int row = 0; row < sites.rows(); row++) {
      for (int part = 0; part < 2; part++) {
        sites.select(row, part);
        sites.saturate(local.saturation(), nonLocal.needsRoot());
        local.evaluate(sites);
        nonLocal.setValues(sites, scratch);
      }
    }
    PackedField force = scratch.momentum(0);
    nonLocal.addForces(sites, laplacian, slopeFactor, scratch);
    scratch.fft().forwardUnscaled(sites.force(), force);
    nonLocal.addLinear(force, scratch);
    PackedRows.addMultiplied(back, force, gradient);
    if (laplacian != null) {
      sites.addCurvature(siteFactor, laplacian, scratch.sums());
    }
  }
}
