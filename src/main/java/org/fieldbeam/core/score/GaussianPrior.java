package org.fieldbeam.core.score;

import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.RandomStream;

/**
 * Independent Gaussian sites of mean 0 and one variance: where a diffusion ends that has forgotten
 * its data.
 *
 * @param lattice the lattice of the fields
 * @param variance the variance of a site, positive
 */
public record GaussianPrior(Lattice lattice, double variance) implements Prior {
  private static final long serialVersionUID = 1L;

  /** Checks the variance. */
  public GaussianPrior {
    if (!(variance > 0) || Double.isInfinite(variance)) {
      throw new IllegalArgumentException(
          "Gaussian prior: the variance must be positive and finite, given " + variance);
    }
  }

  @Override
  public void sample(RandomStream[] streams, int batch, double[] phi, double[] logDensity) {
    double sigma = Math.sqrt(variance);
    for (int b = 0; b < batch; b++) {
      streams[b].gaussians(phi, b, batch, lattice.volume());
    }
    for (int i = 0; i < lattice.volume() * batch; i++) {
      phi[i] *= sigma;
    }
    logDensity(phi, batch, logDensity);
  }

  @Override
  public void logDensity(double[] phi, int batch, double[] out) {
    int volume = lattice.volume();
    double constant = -0.5 * volume * StrictMath.log(2 * Math.PI * variance);
    for (int b = 0; b < batch; b++) {
      out[b] = 0;
    }
    for (int x = 0; x < volume; x++) {
      for (int b = 0; b < batch; b++) {
        double value = phi[x * batch + b];
        out[b] += value * value;
      }
    }
    for (int b = 0; b < batch; b++) {
      out[b] = constant - 0.5 * out[b] / variance;
    }
  }

  @Override
  public Prior newEvaluator() {
    return this;
  }
}
