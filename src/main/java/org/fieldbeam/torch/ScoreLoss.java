package org.fieldbeam.torch;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.score.WrappedNormal;

/**
 * Noises a batch of clean rows and evaluates the loss of {@link TrainingSettings} on it. Everything
 * that depends on the time alone is tabulated in double precision.
 *
 * <p>Of angles the transition to x_t is the {@link WrappedNormal} of variance sigma^2 about x_0,
 * and the target of denoising is its score at {@code sigma z}, which is {@code -z / sigma} with the
 * other turns of the circle taken into account: at small sigma the same, at large sigma nearly 0,
 * where {@code -z / sigma} would be noise alone.
 */
final class ScoreLoss {
  private final TrainingSettings settings;
  private final int volume;
  private final double centre;

  // per diffusion time
  private final double[] alpha;
  private final double[] sigma;
  private final double[] skip;
  private final double[] out;
  private final double[] in;
  private final double[] feature;
  private final double[] weight;

  /** Mean square of the score of the noise. */
  private final double[] noiseInformation;

  /** Null but for the loss mixed. */
  private final MixedTarget mixed;

  /** Of angles, the laws of their noise; null for real numbers. */
  private final WrappedNormal[] laws;

  ScoreLoss(
      ScoreNetwork network,
      Conditioning conditioning,
      TrainingSettings settings,
      MixedTarget mixed) {
    this.mixed = mixed;
    this.settings = settings;
    this.volume = network.volume();
    this.centre = conditioning.centre();
    int n = settings.times();
    alpha = new double[n];
    sigma = new double[n];
    skip = new double[n];
    out = new double[n];
    in = new double[n];
    feature = new double[n];
    weight = new double[n];
    noiseInformation = new double[n];
    laws = network.periodic() ? new WrappedNormal[n] : null;
    NoiseSchedule schedule = conditioning.schedule();
    for (int k = 0; k < n; k++) {
      double first = settings.firstTime();
      double t = first + (schedule.lastTime() - first) * k / (n - 1);
      alpha[k] = schedule.alpha(t);
      sigma[k] = schedule.sigma(t);
      skip[k] = conditioning.skip(t);
      out[k] = conditioning.out(t);
      in[k] = conditioning.in(t);
      feature[k] = conditioning.feature(t);
      weight[k] = settings.weight().at(t, schedule, conditioning);
      if (laws != null) {
        laws[k] = new WrappedNormal(schedule.variance(t));
      }
      if (mixed != null) {
        noiseInformation[k] = laws == null ? 1 / schedule.variance(t) : laws[k].information();
      }
    }
  }

  /**
   * The loss of a batch.
   *
   * <p>Times are stratified: row b of B draws from the b-th of B equal parts of the grid, so that
   * every batch sees all times. Rows come in random order, so each row still meets every time.
   *
   * @param tensors the network
   * @param clean B rows of V numbers
   * @param batch B
   * @param random noise of this batch
   * @return a single number, the mean over rows and values
   */
  Tensor of(NetworkTensors tensors, double[] clean, int batch, RandomStream random) {
    double[] noise = new double[batch * volume];
    random.gaussians(noise, 0, 1, noise.length);
    float[] fields = new float[batch * volume];
    float[] features = new float[batch];
    float[] gains = new float[batch];
    float[] offsets = new float[batch * volume];
    double[] forces = mixed == null ? null : mixed.forces(clean, batch);
    double[] target = new double[batch * volume]; // of the score; 0 for the implicit loss
    float[] divergenceGains = new float[batch];
    double constant = 0;
    for (int b = 0; b < batch; b++) {
      int k = (int) ((b + random.nextDouble()) / batch * sigma.length);
      double root = Math.sqrt(weight[k]);
      features[b] = (float) feature[k];
      gains[b] = (float) (root * out[k]);
      divergenceGains[b] = (float) (2 * weight[k] * out[k] * in[k]);
      constant += 2 * weight[k] * skip[k] / batch;
      noised(k, b, clean, noise, target);
      if (mixed != null) {
        mixed.mix(target, forces, b * volume, alpha[k], noiseInformation[k]);
      }
      for (int x = b * volume; x < (b + 1) * volume; x++) {
        fields[x] = (float) (in[k] * (noise[x] - centre));
        offsets[x] = (float) (root * (skip[k] * noise[x] - target[x]));
      }
    }
    Tensor input = Torch.tensor(fields, batch, volume);
    Tensor time = Torch.tensor(features, batch, 1);
    Tensor gain = Torch.tensor(gains, batch, 1);
    Tensor offset = Torch.tensor(offsets, batch, volume);
    if (settings.loss() != TrainingSettings.Loss.IMPLICIT) {
      return square(tensors.network().forward(input, time), gain, offset);
    }
    Tensor[] both = tensors.network().forwardAndDivergence(input, time, random);
    Tensor divergence = both[1].mul(Torch.tensor(divergenceGains, batch)).mean();
    return square(both[0], gain, offset)
        .add(divergence.mul(new Scalar(1.0 / volume)))
        .add(new Scalar(constant));
  }

  /** Turns the noise of a row into its noised field; and the target of denoising, if it is one. */
  private void noised(int k, int b, double[] clean, double[] noise, double[] target) {
    boolean denoised = settings.loss() != TrainingSettings.Loss.IMPLICIT;
    for (int x = b * volume; x < (b + 1) * volume; x++) {
      double z = noise[x];
      if (laws == null) {
        noise[x] = alpha[k] * clean[x] + sigma[k] * z;
        target[x] = denoised ? -z / sigma[k] : 0;
      } else {
        // on the circle alpha and the factor of x are 1, and nothing is skipped
        double moved = sigma[k] * z;
        noise[x] = Angles.wrap(clean[x] + moved);
        target[x] = denoised ? laws[k].score(moved) : 0;
      }
    }
  }

  private static Tensor square(Tensor output, Tensor gain, Tensor offset) {
    Tensor residual = torch.addcmul(offset, output, gain);
    return residual.mul(residual).mean();
  }
}
