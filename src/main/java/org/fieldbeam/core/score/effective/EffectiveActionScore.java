package org.fieldbeam.core.score.effective;

import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.fourier.PackedField;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.score.MomentumScore;
import org.fieldbeam.core.score.operator.EffectiveAction;
import org.fieldbeam.core.score.operator.LocalCurvature;
import org.fieldbeam.core.score.operator.MomentumGradient;
import org.fieldbeam.core.score.operator.NoiseLevel;
import org.fieldbeam.core.score.operator.Operator;
import org.fieldbeam.core.score.operator.ScoreScratch;
import org.fieldbeam.core.score.operator.TrueAction;
import org.fieldbeam.core.score.operator.WhiteModes;
import org.fieldbeam.core.score.operator.ZeroModePotential;

/**
 * The score of an {@link EffectiveActionModel}: minus the gradient of the effective action of each
 * level, with its analytic divergence.
 */
public final class EffectiveActionScore implements MomentumScore {
  private static final long serialVersionUID = 1L;

  private final EffectiveActionModel model;
  private transient Plan plan;
  private transient ScoreScratch scratch;
  private transient PackedField space;
  private transient PackedField phiModes;
  private transient PackedField gradientModes;
  private transient double[] laplacians;

  /** What the evaluators of one model share: each level is prepared when it is first needed. */
  private static final class Plan {
    final EffectiveActionModel model;
    final BatchFft layout;
    final List<Operator> operators;
    final NoiseLevel[] noise;
    final MomentumGradient[] levels;
    final MomentumGradient[] white;
    final LocalCurvature[] curvatures;

    Plan(EffectiveActionModel model, BatchFft layout) {
      int n = model.ladder().levels();
      this.model = model;
      this.layout = layout;
      operators = Operator.parseAll(model.operators(), model.lattice());
      noise = new NoiseLevel[n + 1];
      levels = new MomentumGradient[n + 1];
      white = new MomentumGradient[n + 1];
      curvatures = new LocalCurvature[n + 1];
    }

    synchronized NoiseLevel noise(int level) {
      if (noise[level] == null) {
        noise[level] =
            new NoiseLevel(
                model.orbits(), model.ladder().tau(level), model.spectrum(), model.meanSquareM());
      }
      return noise[level];
    }

    synchronized MomentumGradient level(int level) {
      if (levels[level] == null) {
        LevelFit fit = level == 0 ? null : model.levels().get(level - 1);
        levels[level] =
            level == 0
                ? new TrueAction(model.action())
                : new EffectiveAction(
                    noise(level),
                    operators,
                    fit.quadratic(),
                    coefficients(fit),
                    potential(level),
                    fit.coefficients()[0],
                    layout);
      }
      return levels[level];
    }

    synchronized MomentumGradient white(int level) {
      if (white[level] == null) {
        WhiteModes modes = modes(level);
        LevelFit fit = level == 0 ? null : model.levels().get(level - 1);
        white[level] =
            level == 0
                ? new TrueAction(model.action(), modes, model.orbits(), layout)
                : EffectiveAction.whitened(
                    noise(level),
                    operators,
                    fit.quadratic(),
                    coefficients(fit),
                    potential(level),
                    fit.coefficients()[0],
                    layout,
                    modes);
      }
      return white[level];
    }

    synchronized LocalCurvature curvature(int level) {
      if (curvatures[level] == null) {
        curvatures[level] =
            new LocalCurvature(
                noise(level), operators, coefficients(model.levels().get(level - 1)), layout);
      }
      return curvatures[level];
    }

    WhiteModes modes(int level) {
      return new WhiteModes(model.spectrum(), model.ladder().tau(level));
    }

    private ZeroModePotential potential(int level) {
      return new ZeroModePotential(model.zeroModeMixture(), model.ladder().tau(level));
    }

    /** Those of the operators, without the zero-mode potential's. */
    private static double[] coefficients(LevelFit fit) {
      double[] c = fit.coefficients();
      return Arrays.copyOfRange(c, 1, c.length);
    }
  }

  EffectiveActionScore(EffectiveActionModel model) {
    this.model = model;
  }

  private EffectiveActionScore(EffectiveActionModel model, Plan plan) {
    this.model = model;
    this.plan = plan;
  }

  private void prepare() {
    if (scratch == null) {
      BatchFft fft = new BatchFft(lattice(), BatchFft.preferredWidth(lattice()));
      scratch = new ScoreScratch(fft);
      space = fft.newSpace();
      phiModes = fft.newMomentum();
      gradientModes = fft.newMomentum();
      laplacians = new double[fft.fields()];
      if (plan == null) {
        plan = new Plan(model, fft);
      }
    }
  }

  @Override
  public Lattice lattice() {
    return model.lattice();
  }

  @Override
  public TimeLadder ladder() {
    return model.ladder();
  }

  @Override
  public MomentumOrbits orbits() {
    return model.orbits();
  }

  @Override
  public BatchFft fft() {
    prepare();
    return scratch.fft();
  }

  @Override
  public EffectiveActionScore newEvaluator() {
    prepare();
    return new EffectiveActionScore(model, plan);
  }

  @Override
  public double[] meanSquaredScore(int level) {
    return model.levels().get(checked(level, 1) - 1).meanSquaredScore();
  }

  @Override
  public double[] wienerFilter(int level) {
    prepare();
    return plan.noise(checked(level, 1)).wiener();
  }

  private int checked(int level, int lowest) {
    if (level < lowest || level > ladder().levels()) {
      throw new IllegalArgumentException(
          "Score: level must be from " + lowest + " to " + ladder().levels() + ", given " + level);
    }
    return level;
  }

  @Override
  public void evaluate(double[] phi, int batch, int level, double[] score, double[] divergence) {
    checked(level, 0);
    prepare();
    BatchFft fft = scratch.fft();
    for (int from = 0; from < batch; from += fft.fields()) {
      int count = Math.min(fft.fields(), batch - from);
      fft.load(phi, batch, from, count, space);
      fft.forward(space, phiModes);
      plan.level(level)
          .evaluate(phiModes, gradientModes, divergence == null ? null : laplacians, scratch);
      fft.inverse(gradientModes, space);
      BatchFft.scale(space, -1);
      fft.store(space, score, batch, from, count);
      if (divergence != null) {
        for (int b = 0; b < count; b++) {
          divergence[from + b] = -laplacians[b];
        }
      }
    }
  }

  @Override
  public void evaluate(PackedField phi, int level, PackedField gradient, double[] laplacian) {
    checked(level, 0);
    prepare();
    plan.level(level).evaluate(phi, gradient, laplacian, scratch);
  }

  @Override
  public WhiteModes white(int level) {
    prepare();
    return plan.modes(checked(level, 0));
  }

  @Override
  public void evaluateWhite(PackedField y, int level, PackedField slope, double[] laplacian) {
    checked(level, 0);
    prepare();
    plan.white(level).evaluate(y, slope, laplacian, scratch);
  }

  @Override
  public void excessCurvature(double[] phi, int batch, int level, double[] out) {
    checked(level, 1);
    prepare();
    BatchFft fft = scratch.fft();
    LocalCurvature curvature = plan.curvature(level);
    for (int from = 0; from < batch; from += fft.fields()) {
      int count = Math.min(fft.fields(), batch - from);
      fft.load(phi, batch, from, count, space);
      fft.forward(space, phiModes);
      curvature.evaluate(phiModes, space, scratch);
      fft.store(space, out, batch, from, count);
    }
    double mean = model.levels().get(level - 1).meanCurvature();
    for (int n = 0; n < lattice().volume() * batch; n++) {
      out[n] -= mean;
    }
  }
}
