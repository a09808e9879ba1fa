package org.fieldbeam.torch;

/**
 * Adam (Kingma and Ba, arXiv 1412.6980, algorithm 1) with beta1 = 0.9, beta2 = 0.999, epsilon =
 * 1e-8, and the exponential moving average of the parameters.
 *
 * <p>On arrays, so that the whole state of a training is here, and its arithmetic the same on all
 * machines.
 */
final class Adam {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;

  private final double ema;
  final float[] values;
  final float[] average;
  final float[] mean;
  final float[] square;
  private long steps;

  Adam(float[] initial, double ema) {
    this.ema = ema;
    values = initial.clone();
    average = initial.clone();
    mean = new float[initial.length];
    square = new float[initial.length];
  }

  long steps() {
    return steps;
  }

  /** Continues after so many steps; the arrays must be filled. */
  void resumeAt(long done) {
    steps = done;
  }

  /** One step down the gradient. */
  void step(float[] gradient, double learningRate) {
    steps++;
    float rate = (float) (learningRate / (1 - StrictMath.pow(BETA1, (double) steps)));
    float correction = (float) Math.sqrt(1 - StrictMath.pow(BETA2, (double) steps));
    // A young average forgets the initial values faster.
    float keep = (float) Math.min(ema, (1.0 + steps) / (10.0 + steps));
    for (int i = 0; i < values.length; i++) {
      float g = gradient[i];
      float m = BETA1 * mean[i] + (1 - BETA1) * g;
      float v = BETA2 * square[i] + (1 - BETA2) * g * g;
      float value = values[i] - rate * m / ((float) Math.sqrt(v) / correction + EPSILON);
      mean[i] = m;
      square[i] = v;
      values[i] = value;
      average[i] = keep * average[i] + (1 - keep) * value;
    }
    if (ema == 0) {
      System.arraycopy(values, 0, average, 0, values.length);
    }
  }
}
