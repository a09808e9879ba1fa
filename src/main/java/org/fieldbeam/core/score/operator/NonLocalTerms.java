package org.fieldbeam.core.score.operator;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.PackedField;
import org.fieldbeam.core.fourier.PackedRows;

/**
 * sum_t c_t sum_(xy) h_i(u_x) K_t(x - y) h_j(u_y): the operators of one action that couple two
 * sites, with the transforms of each h_p made once. The power 1, h_1 = u, needs no transform of its
 * own.
 *
 * <p>Normalisation: h_p is transformed unscaled, so that the kernels of E_p = dS/dh_p carry 1/V;
 * kernels between u and h_p do not, because u is given in momentum space ready for an unscaled
 * transform.
 */
final class NonLocalTerms {
  private final SitePower[] powers;

  /** E_p = sum_q couplings[p][q] h_q; null where nothing couples. */
  private final double[][][][] couplings;

  /** E_p = ... + linear[p] u; the same kernel takes h_p to E_1. Null where nothing couples. */
  private final double[][][] linear;

  /**
   * Kernels of the bilinear sums of slopes in the Laplacian, p <= q; null where nothing couples.
   */
  private final double[][][][] slopeKernels;

  /** 2 c (WW K)_(k=0) / (WW)(0) of the operators 1pK: what a slope adds to the curvature. */
  private final double[] slopeWeights;

  private final boolean needsRoot;

  NonLocalTerms(
      NoiseLevel level, List<Operator.Bilinear> operators, double[] coefficients, BatchFft layout) {
    int[] found =
        operators.stream()
            .flatMap(o -> List.of(o.i(), o.j()).stream())
            .mapToInt(Integer::intValue)
            .filter(p -> p > 1)
            .distinct()
            .sorted()
            .toArray();
    int n = found.length;
    int[] index = new int[Operator.Bilinear.MAX_POWER + 1];
    this.powers = new SitePower[n];
    for (int p = 0; p < n; p++) {
      index[found[p]] = p;
      powers[p] = new SitePower(found[p]);
    }
    double[][][] bilinear = new double[n][n][];
    double[][][] slopes = new double[n][n][];
    double[][] toLinear = new double[n][];
    this.slopeWeights = new double[n];
    for (int t = 0; t < operators.size(); t++) {
      Operator.Bilinear operator = operators.get(t);
      double c = coefficients[t];
      double[] kernel = level.momentumKernel(operator.kernel());
      double[] filtered = level.filteredKernel(operator.kernel());
      int q = index[operator.j()];
      if (operator.i() == 1) {
        toLinear[q] = plus(toLinear[q], c, kernel);
        slopeWeights[q] += 2 * c * filtered[0] / level.filterVariance();
        continue;
      }
      int p = index[operator.i()];
      double perVolume = c / level.orbits().lattice().volume();
      bilinear[p][q] = plus(bilinear[p][q], p == q ? 2 * perVolume : perVolume, kernel);
      bilinear[q][p] = bilinear[p][q];
      slopes[p][q] = plus(slopes[p][q], 2 * perVolume, filtered);
    }
    this.couplings = new double[n][n][][];
    this.slopeKernels = new double[n][n][][];
    this.linear = new double[n][][];
    boolean root = false;
    for (int p = 0; p < n; p++) {
      root |= powers[p].needsRoot();
      linear[p] = rows(layout, level, toLinear[p]);
      for (int q = 0; q < n; q++) {
        couplings[p][q] = rows(layout, level, bilinear[p][q]);
        slopeKernels[p][q] = rows(layout, level, slopes[p][q]);
      }
    }
    this.needsRoot = root;
  }

  private static double[] plus(double[] sum, double factor, double[] kernel) {
    double[] result = sum == null ? new double[kernel.length] : sum;
    for (int o = 0; o < kernel.length; o++) {
      result[o] += factor * kernel[o];
    }
    return result;
  }

  private static double[][] rows(BatchFft layout, NoiseLevel level, double[] perOrbit) {
    return perOrbit == null ? null : layout.kernelRows(level.orbits(), perOrbit);
  }

  boolean isEmpty() {
    return powers.length == 0;
  }

  boolean needsRoot() {
    return needsRoot;
  }

  /** Whether an operator 1pK is among them. */
  boolean hasLinear() {
    return Arrays.stream(linear).anyMatch(Objects::nonNull);
  }

  private static PackedField inSpace(ScoreScratch scratch, int p) {
    return scratch.space(p);
  }

  private static PackedField inMomentum(ScoreScratch scratch, int p) {
    return scratch.momentum(1 + 2 * p);
  }

  private static PackedField forceInMomentum(ScoreScratch scratch, int p) {
    return scratch.momentum(2 + 2 * p);
  }

  /** Starts E_p with what couples to u, which is still in momentum space. */
  void setLinear(PackedField u, ScoreScratch scratch) {
    for (int p = 0; p < powers.length; p++) {
      if (linear[p] != null) {
        PackedRows.multiply(linear[p], u, forceInMomentum(scratch, p));
      }
    }
  }

  /** Computes h_p on the selected row. */
  void setValues(SiteBatch sites, ScoreScratch scratch) {
    for (int p = 0; p < powers.length; p++) {
      double[] value = sites.rowOf(inSpace(scratch, p));
      powers[p].value(sites.uRow(), sites.yRow(), sites.qRow(), value);
    }
  }

  /**
   * Adds sum_p h_p' E_p to the force, sum_p h_p'' E_p to the curvature and factor times the
   * bilinear sums of slopes to the Laplacian (skipped when null).
   */
  void addForces(SiteBatch sites, double[] laplacian, double factor, ScoreScratch scratch) {
    BatchFft fft = scratch.fft();
    for (int p = 0; p < powers.length; p++) {
      fft.forwardUnscaled(inSpace(scratch, p), inMomentum(scratch, p));
    }
    for (int p = 0; p < powers.length; p++) {
      convolve(p, scratch);
      fft.inverseUnscaled(forceInMomentum(scratch, p), inSpace(scratch, p));
    }
    for (int p = 0; p < powers.length; p++) {
      if (linear[p] != null) {
        // E_1 in momentum space, kept for addLinear; E_p has left this field.
        PackedRows.multiply(linear[p], inMomentum(scratch, p), forceInMomentum(scratch, p));
      }
    }
    for (int p = 0; p < powers.length; p++) {
      PackedField force = inSpace(scratch, p);
      for (int row = 0; row < sites.rows(); row++) {
        for (int part = 0; part < 2; part++) {
          sites.select(row, part);
          // The slope takes the place of E_p.
          powers[p].addForce(sites, sites.rowOf(force), slopeWeights[p]);
        }
      }
      if (laplacian != null) {
        fft.forwardUnscaled(force, inMomentum(scratch, p));
      }
    }
    if (laplacian != null) {
      addSlopes(laplacian, factor, scratch);
    }
  }

  private void convolve(int p, ScoreScratch scratch) {
    PackedField target = forceInMomentum(scratch, p);
    boolean begun = linear[p] != null;
    for (int q = 0; q < powers.length; q++) {
      if (couplings[p][q] != null) {
        if (begun) {
          PackedRows.addMultiplied(couplings[p][q], inMomentum(scratch, q), target);
        } else {
          PackedRows.multiply(couplings[p][q], inMomentum(scratch, q), target);
          begun = true;
        }
      }
    }
  }

  private void addSlopes(double[] laplacian, double factor, ScoreScratch scratch) {
    for (int p = 0; p < powers.length; p++) {
      for (int q = p; q < powers.length; q++) {
        if (slopeKernels[p][q] != null) {
          scratch
              .sums()
              .addBilinear(
                  slopeKernels[p][q],
                  inMomentum(scratch, p),
                  inMomentum(scratch, q),
                  factor,
                  laplacian);
        }
      }
    }
  }

  /** Adds E_1 to a force in momentum space. */
  void addLinear(PackedField force, ScoreScratch scratch) {
    for (int p = 0; p < powers.length; p++) {
      if (linear[p] != null) {
        PackedRows.addScaled(1, forceInMomentum(scratch, p), force);
      }
    }
  }
}
