package org.fieldbeam.core.score.effective;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.util.Arrays;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.score.Prior;
import org.fieldbeam.core.score.operator.ModeFilter;
import org.fieldbeam.core.score.operator.ZeroModeMixture;

/**
 * The prior of the effective-action score at noise level T: m from the zero-mode mixture, every
 * other mode an independent Gaussian of variance {@code C_k + T}.
 *
 * <p>Because {@code phi_{k=0} = sqrt(V) m}, the log density with respect to the field is that of m
 * minus {@code log(V)/2}.
 */
public final class SpectralPrior implements Prior {
  private static final long serialVersionUID = 1L;

  private final Lattice lattice;
  private final double[] spectrum;
  private final ZeroModeMixture mixture;
  private final double tau;
  private final double constant;

  private transient MomentumOrbits orbits;
  private transient ModeFilter filter;
  private transient double[][] colour;
  private transient double[][] whiten;
  private transient double[] scratch;

  /**
   * Creates the prior.
   *
   * @param orbits the momentum orbits of the lattice
   * @param spectrum C_k of the clean ensemble per orbit
   * @param mixture the zero-mode mixture
   * @param tau T
   */
  public SpectralPrior(
      MomentumOrbits orbits, double[] spectrum, ZeroModeMixture mixture, double tau) {
    this.lattice = orbits.lattice();
    this.spectrum = spectrum.clone();
    this.mixture = mixture;
    this.tau = tau;
    double sum = -0.5 * StrictMath.log(lattice.volume());
    for (int o = 1; o < orbits.count(); o++) {
      sum -= 0.5 * orbits.multiplicity(o) * StrictMath.log(2 * Math.PI * (spectrum[o] + tau));
    }
    this.constant = sum;
    plan(orbits);
  }

  private void plan(MomentumOrbits orbits) {
    this.orbits = orbits;
    filter = new ModeFilter(orbits);
    double[] root = new double[spectrum.length];
    double[] inverse = new double[spectrum.length];
    for (int o = 1; o < root.length; o++) {
      root[o] = Math.sqrt(spectrum[o] + tau);
      inverse[o] = 1 / root[o];
    }
    colour = filter.prepare(root);
    whiten = filter.prepare(inverse);
    scratch = new double[0];
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    plan(new MomentumOrbits(lattice));
  }

  @Override
  public Lattice lattice() {
    return lattice;
  }

  @Override
  public Prior newEvaluator() {
    return new SpectralPrior(orbits, spectrum, mixture, tau);
  }

  @Override
  public void sample(RandomStream[] streams, int batch, double[] phi, double[] logDensity) {
    int volume = lattice.volume();
    double[] m = new double[batch];
    for (int b = 0; b < batch; b++) {
      m[b] = mixture.sample(streams[b], tau);
      streams[b].gaussians(phi, b, batch, volume);
    }
    filter.apply(phi, batch, colour, phi);
    for (int x = 0; x < volume; x++) {
      for (int b = 0; b < batch; b++) {
        phi[x * batch + b] += m[b];
      }
    }
    logDensity(phi, batch, logDensity);
  }

  @Override
  public void logDensity(double[] phi, int batch, double[] out) {
    int volume = lattice.volume();
    if (scratch.length < volume * batch) {
      scratch = new double[volume * batch];
    }
    filter.apply(phi, batch, whiten, scratch);
    double[] m = new double[batch];
    Arrays.fill(out, 0, batch, 0);
    for (int x = 0; x < volume; x++) {
      for (int b = 0; b < batch; b++) {
        double white = scratch[x * batch + b];
        out[b] += white * white;
        m[b] += phi[x * batch + b];
      }
    }
    for (int b = 0; b < batch; b++) {
      out[b] = constant - 0.5 * out[b] + mixture.logDensity(m[b] / volume, tau);
    }
  }
}
