package org.fieldbeam.core.score.fit;

import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.fourier.PackedField;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.score.operator.ModeProducts;
import org.fieldbeam.core.score.operator.ZeroModeMixture;

/**
 * What one pass over a clean ensemble tells a fit: the spectrum {@code C_k = <|phi_k|^2>} per
 * momentum orbit, the distribution of |m| and the action fitted from the data alone.
 *
 * <p>All of it comes from plain sums, see {@link #sums}: the quantiles of |m| from a histogram of
 * 64 bins per octave. With importance weights all means and quantiles are weighted ones.
 */
public final class EnsembleStatistics {
  private static final int BINS_PER_OCTAVE = 64;
  private static final int OCTAVES = 32;
  private static final int LOWEST_EXPONENT = -16;
  private static final int MIX_QUANTILES = 64;
  private static final double MIX_WIDTH = 0.4;

  /** A variance of this part of the mean square is what rounding leaves in sums. */
  private static final double ROUNDING = 1e-10;

  // Offsets in the array of sums.
  private static final int ABS_M = WeightSums.SIZE;
  private static final int M2 = ABS_M + 1;
  private static final int PHI2 = ABS_M + 2;
  private static final int PHI6 = ABS_M + 3;
  private static final int HISTOGRAM = ABS_M + 4;
  private static final int SPECTRUM = HISTOGRAM + BINS_PER_OCTAVE * OCTAVES;

  private final MomentumOrbits orbits;
  private final double[] sums;

  private EnsembleStatistics(MomentumOrbits orbits, double[] sums) {
    this.orbits = orbits;
    this.sums = sums;
  }

  /** The sums of the first pass over a training ensemble. */
  public static BatchSums sums(Lattice lattice) {
    return new Sums(lattice);
  }

  /**
   * Reads the sums of a whole ensemble.
   *
   * @param lattice the lattice of the ensemble
   * @param sums the added {@link #sums} of all its configurations
   * @throws IllegalArgumentException if the length is wrong, or there are fewer than 2
   *     configurations, or an effective number of them below 2
   */
  public static EnsembleStatistics of(Lattice lattice, double[] sums) {
    MomentumOrbits orbits = new MomentumOrbits(lattice);
    if (sums.length != size(orbits) || WeightSums.rows(sums, 0) < 2) {
      throw new IllegalArgumentException(
          "Ensemble statistics: "
              + size(orbits)
              + " sums over at least 2 configurations are needed on lattice "
              + lattice
              + ", given "
              + sums.length
              + (sums.length > 0 ? " over " + WeightSums.rows(sums, 0) : ""));
    }
    if (!(WeightSums.effective(sums, 0) >= 2)) {
      throw new IllegalArgumentException(
          "Ensemble statistics: the weights of "
              + (long) WeightSums.rows(sums, 0)
              + " configurations leave an effective number of "
              + WeightSums.effective(sums, 0)
              + "; at least 2 are needed");
    }
    return new EnsembleStatistics(orbits, sums.clone());
  }

  private static int size(MomentumOrbits orbits) {
    return SPECTRUM + 2 * orbits.count();
  }

  /** The momentum orbits of the lattice. */
  public MomentumOrbits orbits() {
    return orbits;
  }

  /** C_k per orbit. */
  public double[] spectrum() {
    double[] c = new double[orbits.count()];
    for (int o = 0; o < c.length; o++) {
      c[o] = sums[SPECTRUM + o] / (WeightSums.weight(sums, 0) * orbits.multiplicity(o));
    }
    return c;
  }

  /** C at the lowest non-zero momentum; at zero momentum on a single site. */
  public double lowestModeVariance() {
    return spectrum()[orbits.count() > 1 ? 1 : 0];
  }

  /** C at the largest momentum. */
  public double shortestModeVariance() {
    return spectrum()[orbits.count() - 1];
  }

  /** &lt;m^2&gt;. */
  public double meanSquareM() {
    return sums[M2] / WeightSums.weight(sums, 0);
  }

  /** The quantile of |m|, {@code 0 < q < 1}. */
  public double quantile(double q) {
    double target = q * WeightSums.weight(sums, 0);
    double below = 0;
    for (int bin = 0; bin < BINS_PER_OCTAVE * OCTAVES; bin++) {
      double inside = sums[HISTOGRAM + bin];
      if (below + inside >= target && inside > 0) {
        double low = bin == 0 ? 0 : edge(bin);
        return low + (edge(bin + 1) - low) * (target - below) / inside;
      }
      below += inside;
    }
    return edge(BINS_PER_OCTAVE * OCTAVES);
  }

  private static double edge(int bin) {
    return Math.scalb(
        1 + (bin % BINS_PER_OCTAVE) / (double) BINS_PER_OCTAVE,
        LOWEST_EXPONENT + bin / BINS_PER_OCTAVE);
  }

  /**
   * The mixture of Gaussians for m: 64 quantiles of |m|, variance {@code (0.4 std |m|)^2}.
   *
   * @throws IllegalArgumentException if |m| does not fluctuate
   */
  public ZeroModeMixture zeroModeMixture() {
    double mean = sums[ABS_M] / WeightSums.weight(sums, 0);
    double count = WeightSums.effective(sums, 0);
    double variance = (meanSquareM() - mean * mean) * count / (count - 1);
    if (!(variance > ROUNDING * meanSquareM())) {
      throw new IllegalArgumentException(
          "Zero-mode mixture: |m| does not fluctuate, its variance is "
              + variance
              + " at <m^2> = "
              + meanSquareM()
              + "; an ensemble that does is needed");
    }
    double[] centers = new double[MIX_QUANTILES];
    for (int j = 0; j < MIX_QUANTILES; j++) {
      centers[j] = quantile((j + 0.5) / MIX_QUANTILES);
    }
    return new ZeroModeMixture(
        centers, MIX_WIDTH * MIX_WIDTH * variance, orbits.lattice().volume());
  }

  /**
   * The action fitted from the data alone.
   *
   * @throws IllegalArgumentException if the data do not determine a normalisable one
   */
  public FittedAction fittedAction() {
    // Score matching in the notation of the regression: the projections on the "target" are
    // E[Laplacian O].
    LevelRegression regression = new LevelRegression(orbits.count(), 1);
    double[] normal = new double[regression.size()];
    for (int o = 0; o < orbits.count(); o++) {
      normal[regression.quadratic(o)] = sums[SPECTRUM + o];
      normal[regression.cross(o)] = 4 * sums[SPECTRUM + orbits.count() + o];
      normal[regression.quadraticTarget(o)] = WeightSums.weight(sums, 0) * orbits.multiplicity(o);
    }
    normal[regression.gram(0, 0)] = 16 * sums[PHI6];
    normal[regression.termTarget(0)] = 12 * sums[PHI2];
    double[] solution =
        regression.solve(
            normal, 0, new double[orbits.count() + 1], 0, List.of("phi^4"), "the clean action");
    return new FittedAction(
        orbits, Arrays.copyOf(solution, orbits.count()), solution[orbits.count()]);
  }

  private static final class Sums implements BatchSums {
    private static final long serialVersionUID = 1L;
    private final Lattice lattice;
    private transient Scratch scratch;

    Sums(Lattice lattice) {
      this.lattice = lattice;
    }

    @Override
    public int size() {
      return EnsembleStatistics.size(scratch().modes.orbits());
    }

    private Scratch scratch() {
      if (scratch == null) {
        scratch = new Scratch(lattice);
      }
      return scratch;
    }

    @Override
    public void accumulate(
        double[] phi, int batch, long[] chain, long[] step, double[] weights, double[] out) {
      BatchChecks.fields(lattice, phi, batch, chain, step);
      double[] w = BatchChecks.weights(weights, batch);
      double[] root = new double[batch];
      for (int b = 0; b < batch; b++) {
        root[b] = Math.sqrt(w[b]);
      }
      Scratch s = scratch();
      int n = lattice.volume() * batch;
      if (s.cube.length < n) {
        s.cube = new double[n];
        s.field = new double[n];
      }
      double phi2 = 0;
      double phi6 = 0;
      for (int site = 0; site < n; site += batch) {
        for (int b = 0; b < batch; b++) {
          double p = phi[site + b];
          double cube = p * p * p;
          // products of fields carry the weight if each of the two carries its root
          s.field[site + b] = root[b] * p;
          s.cube[site + b] = root[b] * cube;
          phi2 += w[b] * (p * p);
          phi6 += w[b] * (cube * cube);
        }
      }
      out[PHI2] += phi2;
      out[PHI6] += phi6;
      for (int b = 0; b < batch; b++) {
        WeightSums.add(out, 0, w[b]);
        double sum = 0;
        for (int x = 0; x < lattice.volume(); x++) {
          sum += phi[x * batch + b];
        }
        double m = Math.abs(sum) / lattice.volume();
        out[ABS_M] += w[b] * m;
        out[M2] += w[b] * (m * m);
        out[HISTOGRAM + bin(m)] += w[b];
      }
      int orbitCount = s.modes.orbits().count();
      double[] byOrbit = new double[2 * orbitCount];
      BatchFft fft = s.fft;
      for (int from = 0; from < batch; from += fft.fields()) {
        int count = Math.min(fft.fields(), batch - from);
        fft.load(s.field, batch, from, count, s.space);
        fft.forward(s.space, s.momentum);
        fft.load(s.cube, batch, from, count, s.space);
        fft.forward(s.space, s.cubeMomentum);
        s.modes.addProducts(s.momentum, s.momentum, byOrbit, 0, 1);
        s.modes.addProducts(s.momentum, s.cubeMomentum, byOrbit, orbitCount, 1);
      }
      for (int i = 0; i < byOrbit.length; i++) {
        out[SPECTRUM + i] += byOrbit[i];
      }
    }

    private static int bin(double m) {
      int exponent = Math.getExponent(m);
      if (exponent < LOWEST_EXPONENT) {
        return 0;
      }
      if (exponent >= LOWEST_EXPONENT + OCTAVES) {
        return BINS_PER_OCTAVE * OCTAVES - 1;
      }
      int within = (int) ((Math.scalb(m, -exponent) - 1) * BINS_PER_OCTAVE);
      return (exponent - LOWEST_EXPONENT) * BINS_PER_OCTAVE + within;
    }
  }

  private static final class Scratch {
    final ModeProducts modes;
    final BatchFft fft;
    final PackedField space;
    final PackedField momentum;
    final PackedField cubeMomentum;
    double[] field = new double[0];
    double[] cube = new double[0];

    Scratch(Lattice lattice) {
      fft = new BatchFft(lattice, BatchFft.preferredWidth(lattice));
      modes = new ModeProducts(new MomentumOrbits(lattice), fft);
      space = fft.newSpace();
      momentum = fft.newMomentum();
      cubeMomentum = fft.newMomentum();
    }
  }
}
