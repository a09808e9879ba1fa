package org.fieldbeam.core.score.operator;

import org.fieldbeam.core.fourier.PackedField;

/** The terms of an action that depend on the magnetization m = phi_(k=0) / sqrt(V) alone. */
final class MagnetizationTerms {
  private final double rootOfVolume;

  /** Of phi_(k=0) in the fields that are given. */
  private final double unit;

  private final double scale;
  private final MagnetizationPotential potential;
  private final double potentialCoefficient;
  private final double[] cosines = new double[10];

  MagnetizationTerms(
      NoiseLevel level, MagnetizationPotential potential, double potentialCoefficient) {
    this(level, potential, potentialCoefficient, 1);
  }

  /** Of fields whose zero momentum is given in a unit. */
  MagnetizationTerms(
      NoiseLevel level,
      MagnetizationPotential potential,
      double potentialCoefficient,
      double unit) {
    this.rootOfVolume = Math.sqrt(level.orbits().lattice().volume());
    this.unit = unit;
    this.scale = level.magnetizationScale();
    this.potential = potential;
    this.potentialCoefficient = potentialCoefficient;
  }

  /** Adds coefficient * cos(frequency * m / scale). */
  void add(int frequency, double coefficient) {
    cosines[frequency] += coefficient;
  }

  /** Adds gradient (at the zero momentum) and Laplacian (skipped when null). */
  void addTo(PackedField phi, PackedField gradient, double[] laplacian, int width) {
    double[] derivatives = new double[2];
    for (int b = 0; b < 2 * width; b++) {
      // The zero momentum is slot 0.
      double[] row = b < width ? phi.re()[0] : phi.im()[0];
      double[] target = b < width ? gradient.re()[0] : gradient.im()[0];
      int h = b % width;
      derivatives[0] = 0;
      derivatives[1] = 0;
      derivatives(row[h] * unit / rootOfVolume, derivatives);
      target[h] += derivatives[0] / (rootOfVolume * unit);
      if (laplacian != null) {
        laplacian[b] += derivatives[1] / (rootOfVolume * rootOfVolume);
      }
    }
  }

  private void derivatives(double m, double[] out) {
    if (potential != null) {
      potential.add(m, potentialCoefficient, out);
    }
    double t = m / scale;
    double sine = StrictMath.sin(t);
    double cosine = StrictMath.cos(t);
    // cos(w t) and sin(w t) by the addition theorem.
    double c = 1;
    double s = 0;
    for (int w = 1; w < cosines.length; w++) {
      double next = c * cosine - s * sine;
      s = s * cosine + c * sine;
      c = next;
      out[0] -= cosines[w] * w * s / scale;
      out[1] -= cosines[w] * w * w * c / (scale * scale);
    }
  }
}
