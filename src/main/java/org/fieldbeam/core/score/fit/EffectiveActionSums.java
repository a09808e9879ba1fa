package org.fieldbeam.core.score.fit;

import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.fourier.PackedField;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.StreamKey;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.score.operator.ModeProducts;
import org.fieldbeam.core.score.operator.NoiseLevel;
import org.fieldbeam.core.score.operator.Operator;
import org.fieldbeam.core.score.operator.OperatorBasis;
import org.fieldbeam.core.score.operator.ScoreScratch;
import org.fieldbeam.core.score.operator.ZeroModeMixture;
import org.fieldbeam.core.score.operator.ZeroModePotential;

/**
 * The sums of {@link EffectiveActionFit}: {@link WeightSums}, then for each level the normal
 * equations of {@link LevelRegression} and, per term, the sum over sites of the second derivative
 * of a local operator with respect to psi (0 for the others).
 */
final class EffectiveActionSums implements BatchSums {
  private static final long serialVersionUID = 1L;

  private final Action action;
  private final TimeLadder ladder;
  private final double[] spectrum;
  private final double meanSquareM;
  private final ZeroModeMixture mixture;
  private final List<String> operatorNames;
  private final EffectiveActionSettings.Target target;
  private final long seed;
  private transient Work work;

  EffectiveActionSums(
      Action action,
      TimeLadder ladder,
      double[] spectrum,
      double meanSquareM,
      ZeroModeMixture mixture,
      List<String> operatorNames,
      EffectiveActionSettings.Target target,
      long seed) {
    this.action = action;
    this.ladder = ladder;
    this.spectrum = spectrum;
    this.meanSquareM = meanSquareM;
    this.mixture = mixture;
    this.operatorNames = List.copyOf(operatorNames);
    this.target = target;
    this.seed = seed;
  }

  /** Size of the array for all levels. */
  static int size(int levels, LevelRegression regression) {
    return offset(levels + 1, regression);
  }

  /** Where the normal equations of a level, from 1, begin. */
  static int offset(int level, LevelRegression regression) {
    return WeightSums.SIZE + (level - 1) * (regression.size() + regression.terms());
  }

  /** Where the mean curvatures of the terms of a level begin. */
  static int curvatureOffset(int level, LevelRegression regression) {
    return offset(level, regression) + regression.size();
  }

  @Override
  public int size() {
    int orbits = new MomentumOrbits(action.lattice()).count();
    return size(ladder.levels(), new LevelRegression(orbits, operatorNames.size() + 1));
  }

  @Override
  public void accumulate(
      double[] phi, int batch, long[] chain, long[] step, double[] weights, double[] sums) {
    BatchChecks.fields(action.lattice(), phi, batch, chain, step);
    double[] checked = BatchChecks.weights(weights, batch);
    if (work == null) {
      work = new Work(this);
    }
    work.weighted = weights != null;
    work.accumulate(phi, batch, chain, step, checked, sums);
  }

  /** Scratch memory, and what is prepared once per level. */
  private static final class Work {
    final Lattice lattice;
    final Action action;
    final TimeLadder ladder;
    final StreamKey noiseKey;
    final LevelRegression regression;
    final BatchFft fft;
    final ModeProducts products;
    final ScoreScratch scratch;
    final Level[] levels;
    final PackedField space;
    final PackedField phiModes;
    final PackedField noiseModes;
    final PackedField forceModes;
    final PackedField noisedModes;
    final PackedField targetModes;
    final PackedField[] gradients;
    final PackedField[] basisOrder;
    final double[] noise;
    final double[] clean;
    final double[] force;

    /** Weight of each place of the transform, and its root. */
    final double[] weight;

    final double[] weightRoot;
    boolean weighted;

    Work(EffectiveActionSums spec) {
      action = spec.action;
      lattice = action.lattice();
      ladder = spec.ladder;
      noiseKey = Streams.key(spec.seed, EffectiveActionFit.NOISE_PURPOSE);
      MomentumOrbits orbits = new MomentumOrbits(lattice);
      regression = new LevelRegression(orbits.count(), spec.operatorNames.size() + 1);
      fft = new BatchFft(lattice, BatchFft.preferredWidth(lattice));
      products = new ModeProducts(orbits, fft);
      scratch = new ScoreScratch(fft);
      List<Operator> operators = Operator.parseAll(spec.operatorNames, lattice);
      levels = new Level[ladder.levels() + 1];
      for (int level = 1; level < levels.length; level++) {
        levels[level] = new Level(spec, operators, orbits, level, fft);
      }
      space = fft.newSpace();
      phiModes = fft.newMomentum();
      noiseModes = fft.newMomentum();
      forceModes = fft.newMomentum();
      noisedModes = fft.newMomentum();
      targetModes = fft.newMomentum();
      gradients = new PackedField[operators.size() + 1];
      for (int j = 0; j < gradients.length; j++) {
        gradients[j] = fft.newMomentum();
      }
      // The basis has the zero-mode potential last, the coefficients have it first.
      basisOrder = Arrays.copyOfRange(gradients, 1, gradients.length + 1);
      basisOrder[operators.size()] = gradients[0];
      noise = new double[lattice.volume() * fft.fields()];
      clean = new double[noise.length];
      force = new double[noise.length];
      weight = new double[fft.fields()];
      weightRoot = new double[fft.fields()];
    }

    void accumulate(
        double[] phi, int batch, long[] chain, long[] step, double[] weights, double[] sums) {
      int volume = lattice.volume();
      int fields = fft.fields();
      for (int from = 0; from < batch; from += fields) {
        int count = Math.min(fields, batch - from);
        // Unused places hold zero fields and zero noise, which add nothing to any sum, because
        // all operators are even.
        Arrays.fill(clean, 0);
        Arrays.fill(noise, 0);
        Arrays.fill(force, 0);
        for (int x = 0; x < volume; x++) {
          System.arraycopy(phi, x * batch + from, clean, x * fields, count);
        }
        for (int b = 0; b < count; b++) {
          RandomStream stream = noiseKey.stream(chain[from + b], step[from + b]);
          stream.gaussians(noise, b, fields, volume);
        }
        Arrays.fill(weight, 0);
        Arrays.fill(weightRoot, 0);
        for (int b = 0; b < count; b++) {
          weight[b] = weights[from + b];
          weightRoot[b] = Math.sqrt(weight[b]);
          WeightSums.add(sums, 0, weight[b]);
        }
        action.addForce(clean, fields, -1, force);
        toModes(clean, phiModes);
        toModes(noise, noiseModes);
        toModes(force, forceModes);
        for (int level = 1; level < levels.length; level++) {
          accumulateLevel(levels[level], level, sums);
        }
      }
    }

    private void toModes(double[] flat, PackedField modes) {
      fft.load(flat, fft.fields(), 0, fft.fields(), space);
      fft.forward(space, modes);
    }

    private void accumulateLevel(Level level, int number, double[] sums) {
      double root = Math.sqrt(ladder.tau(number));
      combine(null, 1, phiModes, null, root, noiseModes, noisedModes);
      combine(level.actionWeight, 0, forceModes, level.noiseWeight, 0, noiseModes, targetModes);
      level.basis.gradients(noisedModes, basisOrder, level.laplacians, scratch);
      if (weighted) {
        // all sums but the curvatures are of products of two, each of which carries the root
        fft.scaleFields(noisedModes, weightRoot);
        fft.scaleFields(targetModes, weightRoot);
        for (PackedField gradient : gradients) {
          fft.scaleFields(gradient, weightRoot);
        }
      }
      int at = offset(number, regression);
      int terms = regression.terms();
      products.addProducts(noisedModes, noisedModes, sums, at + regression.quadratic(0), 1);
      products.addProducts(noisedModes, targetModes, sums, at + regression.quadraticTarget(0), 1);
      for (int j = 0; j < terms; j++) {
        products.addProducts(noisedModes, gradients[j], sums, at + regression.cross(0) + j, terms);
        products.addProducts(
            targetModes, gradients[j], sums, at + regression.termTarget(0) + j, terms);
        for (int l = 0; l <= j; l++) {
          sums[at + regression.gram(j, l)] += products.total(gradients[j], gradients[l]);
        }
      }
      sums[at + regression.target()] += products.total(targetModes, targetModes);
      level.addCurvatures(sums, curvatureOffset(number, regression), weight);
    }

    /** {@code target = (filterA or a) A + (filterB or b) B}. */
    private static void combine(
        double[][] filterA,
        double a,
        PackedField fieldA,
        double[][] filterB,
        double b,
        PackedField fieldB,
        PackedField target) {
      for (int part = 0; part < 2; part++) {
        double[][] from = part == 0 ? fieldA.re() : fieldA.im();
        double[][] other = part == 0 ? fieldB.re() : fieldB.im();
        double[][] to = part == 0 ? target.re() : target.im();
        for (int row = 0; row < to.length; row++) {
          if (filterA == null) {
            linear(a, from[row], b, other[row], to[row]);
          } else {
            filtered(filterA[row], from[row], filterB[row], other[row], to[row]);
          }
        }
      }
    }

    private static void linear(double a, double[] x, double b, double[] y, double[] target) {
      for (int i = 0; i < target.length; i++) {
        target[i] = a * x[i] + b * y[i];
      }
    }

    private static void filtered(double[] a, double[] x, double[] b, double[] y, double[] target) {
      for (int i = 0; i < target.length; i++) {
        target[i] = a[i] * x[i] + b[i] * y[i];
      }
    }
  }

  /** One level of the ladder. */
  private static final class Level {
    final double[][] actionWeight;
    final double[][] noiseWeight;
    final OperatorBasis basis;

    /** The mean square of the filter of psi, (WW)(0). */
    final double filterVariance;

    /** Room for the Laplacians of the local operators, null for the others. */
    final double[][] laplacians;

    Level(
        EffectiveActionSums spec,
        List<Operator> operators,
        MomentumOrbits orbits,
        int level,
        BatchFft fft) {
      double tau = spec.ladder.tau(level);
      NoiseLevel noise = new NoiseLevel(orbits, tau, spec.spectrum, spec.meanSquareM);
      double[] wiener = noise.wiener();
      double[] rest = new double[wiener.length];
      for (int o = 0; o < wiener.length; o++) {
        wiener[o] = spec.target == EffectiveActionSettings.Target.MIXED ? wiener[o] : 0;
        rest[o] = (1 - wiener[o]) / Math.sqrt(tau);
      }
      actionWeight = fft.kernelRows(orbits, wiener);
      noiseWeight = fft.kernelRows(orbits, rest);
      filterVariance = noise.filterVariance();
      basis = new OperatorBasis(noise, operators, new ZeroModePotential(spec.mixture, tau), fft);
      laplacians = new double[operators.size() + 1][];
      for (int j = 0; j < operators.size(); j++) {
        if (operators.get(j) instanceof Operator.LocalPower) {
          laplacians[j] = new double[fft.fields()];
        }
      }
    }

    /** Adds {@code sum_x f''(psi_x)}, which the Laplacian of a local operator is (WW)(0) times. */
    void addCurvatures(double[] sums, int at, double[] weight) {
      for (int j = 0; j < laplacians.length; j++) {
        if (laplacians[j] != null) {
          for (int b = 0; b < weight.length; b++) {
            sums[at + 1 + j] += weight[b] * (laplacians[j][b] / filterVariance);
          }
        }
      }
    }
  }
}
