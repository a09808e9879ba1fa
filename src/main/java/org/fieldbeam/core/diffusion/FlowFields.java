package org.fieldbeam.core.diffusion;

import java.util.Arrays;
import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.PackedField;
import org.fieldbeam.core.fourier.PackedRows;
import org.fieldbeam.core.score.MomentumScore;
import org.fieldbeam.core.score.ScoreModel;
import org.fieldbeam.core.score.closed.PlaquetteScore;

/**
 * The state of a flow: fields, a trial stage, the latest gradient and the increment of a step, as
 * rows of numbers, in space or in momentum space.
 */
abstract class FlowFields {
  /** Fills the fields of a level from space, index {@code site * batch + b}. */
  abstract void load(double[] phi, int batch, int from, int count, int level);

  /** The fields in space; what the numbers mean depends on the level that they are at. */
  abstract void store(double[] phi, int batch, int from, int count, int level);

  /**
   * Log of the volume in field space per volume of the numbers that are held, at a level: the log
   * density of the field is that of the numbers minus this.
   */
  abstract double logVolume(int level);

  /**
   * Evaluates twice the velocity at the fields or at the stage, as the numbers have it.
   *
   * @param value receives twice its divergence
   */
  abstract void evaluate(boolean atStage, int level, double[] value);

  /** Tells a watch of the latest evaluation, of fields in momentum space. */
  void show(FlowWatch watch, boolean atStage, int level, double weight) {
    throw new IllegalStateException("fields in space are not shown");
  }

  /** Number of fields it holds. */
  abstract int width();

  abstract double[][][] field();

  abstract double[][][] stage();

  abstract double[][][] gradient();

  abstract double[][][] increment();

  static FlowFields of(ScoreModel model, int width) {
    if (model instanceof PlaquetteScore plaquettes) {
      return new PlaquetteFields(plaquettes, width);
    }
    return model instanceof MomentumScore momentum
        ? new InMomentum(momentum)
        : new InSpace(model, width);
  }

  /**
   * Modes y_k = phi_k / sqrt(C_k + tau): the part of the flow that a Gaussian theory has is in this
   * factor, which is exact, and only the rest is integrated (an integrating factor; Lawson, SIAM J.
   * Numer. Anal. 4 (1967) 372).
   */
  private static final class InMomentum extends FlowFields {
    private final MomentumScore model;
    private final BatchFft fft;
    private final PackedField space;
    private final PackedField field;
    private final PackedField stage;
    private final PackedField gradient;
    private final PackedField increment;

    InMomentum(MomentumScore model) {
      this.model = model;
      fft = model.fft();
      space = fft.newSpace();
      field = fft.newMomentum();
      stage = fft.newMomentum();
      gradient = fft.newMomentum();
      increment = fft.newMomentum();
    }

    @Override
    void load(double[] phi, int batch, int from, int count, int level) {
      fft.load(phi, batch, from, count, space);
      fft.forward(space, field);
      double[] inverse = model.white(level).root();
      for (int o = 0; o < inverse.length; o++) {
        inverse[o] = 1 / inverse[o];
      }
      multiply(inverse, field, field);
    }

    private void multiply(double[] perOrbit, PackedField from, PackedField to) {
      PackedRows.multiply(fft.kernelRows(model.orbits(), perOrbit), from, to);
    }

    @Override
    double logVolume(int level) {
      double[] logs = model.white(level).root();
      for (int o = 0; o < logs.length; o++) {
        logs[o] = StrictMath.log(logs[o]);
      }
      return model.orbits().sum(logs);
    }

    @Override
    void store(double[] phi, int batch, int from, int count, int level) {
      multiply(model.white(level).root(), field, stage);
      fft.inverse(stage, space);
      fft.store(space, phi, batch, from, count);
    }

    @Override
    void evaluate(boolean atStage, int level, double[] value) {
      model.evaluateWhite(atStage ? stage : field, level, gradient, value);
    }

    @Override
    void show(FlowWatch watch, boolean atStage, int level, double weight) {
      watch.evaluated(level, weight, atStage ? stage : field, gradient);
    }

    @Override
    int width() {
      return fft.fields();
    }

    @Override
    double[][][] field() {
      return parts(field);
    }

    @Override
    double[][][] stage() {
      return parts(stage);
    }

    @Override
    double[][][] gradient() {
      return parts(gradient);
    }

    @Override
    double[][][] increment() {
      return parts(increment);
    }

    private static double[][][] parts(PackedField packed) {
      return new double[][][] {packed.re(), packed.im()};
    }
  }

  private static final class InSpace extends FlowFields {
    private final ScoreModel model;
    private final int width;
    private final double[] field;
    private final double[] stage;
    private final double[] gradient;
    private final double[] increment;

    InSpace(ScoreModel model, int width) {
      this.model = model;
      this.width = width;
      int length = model.layout().size() * width;
      field = new double[length];
      stage = new double[length];
      gradient = new double[length];
      increment = new double[length];
    }

    @Override
    double logVolume(int level) {
      return 0;
    }

    @Override
    void load(double[] phi, int batch, int from, int count, int level) {
      for (int x = 0; x < model.layout().size(); x++) {
        System.arraycopy(phi, x * batch + from, field, x * width, count);
        // Copies of a field in the unused places stay as tame as the field itself.
        Arrays.fill(field, x * width + count, (x + 1) * width, phi[x * batch + from]);
      }
    }

    @Override
    void store(double[] phi, int batch, int from, int count, int level) {
      for (int x = 0; x < model.layout().size(); x++) {
        System.arraycopy(field, x * width, phi, x * batch + from, count);
      }
    }

    @Override
    void evaluate(boolean atStage, int level, double[] value) {
      model.evaluate(atStage ? stage : field, width, level, gradient, value);
      for (int n = 0; n < gradient.length; n++) {
        gradient[n] = -gradient[n];
      }
      for (int b = 0; b < width; b++) {
        value[b] = -value[b];
      }
    }

    @Override
    int width() {
      return width;
    }

    @Override
    double[][][] field() {
      return new double[][][] {{field}};
    }

    @Override
    double[][][] stage() {
      return new double[][][] {{stage}};
    }

    @Override
    double[][][] gradient() {
      return new double[][][] {{gradient}};
    }

    @Override
    double[][][] increment() {
      return new double[][][] {{increment}};
    }
  }

  /** {@code increment (+)= weight gradient}. */
  void addToIncrement(double weight, boolean first) {
    double[][][] sums = increment();
    double[][][] slopes = gradient();
    for (int part = 0; part < sums.length; part++) {
      for (int row = 0; row < sums[part].length; row++) {
        if (first) {
          scaled(weight, slopes[part][row], sums[part][row]);
        } else {
          addScaled(weight, slopes[part][row], sums[part][row]);
        }
      }
    }
  }

  /** {@code stage = field + weight gradient}. */
  void moveStage(double weight) {
    double[][][] from = field();
    double[][][] slopes = gradient();
    double[][][] to = stage();
    for (int part = 0; part < to.length; part++) {
      for (int row = 0; row < to[part].length; row++) {
        moved(from[part][row], weight, slopes[part][row], to[part][row]);
      }
    }
  }

  /** {@code field += increment}. */
  void finishStep() {
    double[][][] to = field();
    double[][][] sums = increment();
    for (int part = 0; part < to.length; part++) {
      for (int row = 0; row < to[part].length; row++) {
        addScaled(1, sums[part][row], to[part][row]);
      }
    }
  }

  private static void scaled(double weight, double[] a, double[] target) {
    for (int i = 0; i < target.length; i++) {
      target[i] = weight * a[i];
    }
  }

  private static void addScaled(double weight, double[] a, double[] target) {
    for (int i = 0; i < target.length; i++) {
      target[i] += weight * a[i];
    }
  }

  private static void moved(double[] from, double weight, double[] a, double[] target) {
    for (int i = 0; i < target.length; i++) {
      target[i] = from[i] + weight * a[i];
    }
  }
}
