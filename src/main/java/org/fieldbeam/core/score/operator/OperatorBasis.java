package org.fieldbeam.core.score.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.PackedField;
import org.fieldbeam.core.fourier.PackedRows;

/**
 * The operators of one noise level one by one: the gradient and the Laplacian of each, which a fit
 * of the coefficients needs.
 *
 * <p>Immutable; threads share it, each with its own scratch.
 */
public final class OperatorBasis {
  private final double[][] filter;
  private final double siteFactor;
  private final double slopeFactor;
  private final boolean anySites;
  private final boolean needsRoot;
  private final List<Term> terms = new ArrayList<>();

  /** What one operator consists of; all but one are null. */
  private record Term(
      LocalTerms local,
      NonLocalTerms nonLocal,
      MagnetizationTerms magnetization,
      ShellTerms shells) {
    /** Whether it is a function of the fields at sites. */
    boolean ofSites() {
      return local != null || nonLocal != null;
    }
  }

  /**
   * Prepares the operators of a level.
   *
   * @param potential U(m), which counts as one more, the last operator; or null
   * @param layout a transform of the width that evaluations will have
   */
  public OperatorBasis(
      NoiseLevel level,
      List<Operator> operators,
      MagnetizationPotential potential,
      BatchFft layout) {
    double s = level.scale();
    this.filter = level.filterRows(layout);
    this.siteFactor = level.filterVariance() / (s * s);
    this.slopeFactor = 1 / (s * s);
    for (Operator operator : operators) {
      operator.tell(
          new Operator.Forms() {
            @Override
            public void local(Operator.LocalPower power) {
              LocalTerms local = new LocalTerms(level);
              local.add(power.power(), 1);
              terms.add(new Term(local, null, null, null));
            }

            @Override
            public void cosine(Operator.MagnetizationCosine cosine) {
              MagnetizationTerms magnetization = new MagnetizationTerms(level, null, 0);
              magnetization.add(cosine.frequency(), 1);
              terms.add(new Term(null, null, magnetization, null));
            }

            @Override
            public void shell(Operator.ShellPower shell) {
              double[] units = new double[level.orbits().count()];
              Arrays.fill(units, 1);
              ShellTerms shells = new ShellTerms(level, layout, units);
              shells.add(shell, 1);
              terms.add(new Term(null, null, null, shells));
            }

            @Override
            public void bilinear(Operator.Bilinear bilinear) {
              double[] one = {1};
              NonLocalTerms nonLocal = new NonLocalTerms(level, List.of(bilinear), one, layout);
              terms.add(new Term(null, nonLocal, null, null));
            }
          });
    }
    if (potential != null) {
      terms.add(new Term(null, null, new MagnetizationTerms(level, potential, 1), null));
    }
    this.anySites = terms.stream().anyMatch(Term::ofSites);
    this.needsRoot = terms.stream().anyMatch(t -> t.nonLocal() != null && t.nonLocal().needsRoot());
  }

  /** The number of operators, the potential included. */
  public int size() {
    return terms.size();
  }

  /**
   * Computes the gradient of every operator.
   *
   * @param phi fields in momentum space, orthonormal; kept
   * @param gradients one a term, in momentum space, overwritten
   * @param laplacians [term][field]; skipped when null
   * @param scratch work space of the calling thread
   */
  public void gradients(
      PackedField phi, PackedField[] gradients, double[][] laplacians, ScoreScratch scratch) {
    if (gradients.length != size()) {
      throw new IllegalArgumentException(
          "there are " + size() + " operators, given room for " + gradients.length + " gradients");
    }
    BatchFft fft = scratch.fft();
    SiteBatch sites = scratch.sites();
    if (anySites) {
      PackedField filtered = scratch.momentum(0);
      PackedRows.multiply(filter, phi, filtered);
      fft.inverseUnscaled(filtered, sites.u());
      sites.begin(false);
      for (int row = 0; row < sites.rows(); row++) {
        for (int part = 0; part < 2; part++) {
          sites.select(row, part);
          sites.saturate(0, needsRoot);
        }
      }
    }
    for (int o = 0; o < gradients.length; o++) {
      double[] laplacian = laplacians == null ? null : laplacians[o];
      if (laplacian != null) {
        Arrays.fill(laplacian, 0);
      }
      Term term = terms.get(o);
      if (term.ofSites()) {
        addSiteTerm(term, phi, gradients[o], laplacian, scratch);
        continue;
      }
      PackedRows.clear(gradients[o]);
      if (term.shells() != null) {
        term.shells().addTo(phi, gradients[o], laplacian, fft.width());
      } else {
        term.magnetization().addTo(phi, gradients[o], laplacian, fft.width());
      }
    }
  }

  private void addSiteTerm(
      Term term, PackedField phi, PackedField gradient, double[] laplacian, ScoreScratch scratch) {
    SiteBatch sites = scratch.sites();
    sites.begin(laplacian != null);
    if (term.nonLocal() != null && term.nonLocal().hasLinear()) {
      PackedField filtered = scratch.momentum(0);
      PackedRows.multiply(filter, phi, filtered);
      term.nonLocal().setLinear(filtered, scratch);
    }
    for (int row = 0; row < sites.rows(); row++) {
      for (int part = 0; part < 2; part++) {
        sites.select(row, part);
        if (term.local() != null) {
          sites.saturateQuartic(term.local().saturation());
          term.local().evaluate(sites);
        } else {
          Arrays.fill(sites.forceRow(), 0);
          term.nonLocal().setValues(sites, scratch);
        }
      }
    }
    if (term.nonLocal() != null) {
      term.nonLocal().addForces(sites, laplacian, slopeFactor, scratch);
    }
    scratch.fft().forwardUnscaled(sites.force(), gradient);
    if (term.nonLocal() != null) {
      term.nonLocal().addLinear(gradient, scratch);
    }
    PackedRows.multiply(filter, gradient, gradient);
    if (laplacian != null) {
      sites.addCurvature(siteFactor, laplacian, scratch.sums());
    }
  }
}
