package org.fieldbeam.core.score.operator;

import java.util.List;
import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.PackedField;
import org.fieldbeam.core.fourier.PackedRows;

/**
 * The second derivative of the local potential of an effective action with respect to psi, {@code
 * U''(psi_x)}, site by site. Immutable.
 */
public final class LocalCurvature {
  private final LocalTerms terms;
  private final double scale;
  private final double[][] filter;

  /** Takes the local operators among all, with their coefficients. */
  public LocalCurvature(
      NoiseLevel level, List<Operator> operators, double[] coefficients, BatchFft layout) {
    terms = new LocalTerms(level);
    for (int j = 0; j < operators.size(); j++) {
      if (operators.get(j) instanceof Operator.LocalPower local) {
        terms.add(local.power(), coefficients[j]);
      }
    }
    scale = 1 / (level.scale() * level.scale());
    filter = level.filterRows(layout);
  }

  /**
   * Evaluates it.
   *
   * @param phi orthonormal Fourier components; overwritten
   * @param out receives U'' in space
   * @param scratch work space of the calling thread
   */
  public void evaluate(PackedField phi, PackedField out, ScoreScratch scratch) {
    PackedRows.multiply(filter, phi, phi);
    SiteBatch sites = scratch.sites();
    scratch.fft().inverseUnscaled(phi, sites.u());
    for (int row = 0; row < sites.rows(); row++) {
      for (int part = 0; part < 2; part++) {
        sites.begin(true); // clears the curvature, which otherwise adds up over rows
        sites.select(row, part);
        sites.saturate(0, false);
        sites.saturateQuartic(terms.saturation());
        terms.evaluate(sites);
        double[] curvature = sites.curvatureRow();
        double[] target = sites.rowOf(out);
        for (int i = 0; i < target.length; i++) {
          target[i] = scale * curvature[i];
        }
      }
    }
  }
}
