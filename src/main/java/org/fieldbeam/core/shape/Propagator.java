package org.fieldbeam.core.shape;

import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.fourier.PackedField;
import org.fieldbeam.core.fourier.PackedRows;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Value;

/**
 * The propagator of a free field on the lattice,
 *
 * <pre>  Sigma_k = 1/(k^2 + mass^2),  k^2 = sum_mu 4 sin^2(k_mu/2),</pre>
 *
 * <p>for every component of a field on sites. On links it is transverse, {@code Sigma_k
 * (delta_mu_nu - k_mu k_nu^* /k^2)}, k_mu = e^(i k_mu) - 1: noise that moves no gauge, as a gauge
 * field in the gauge of Landau has it. The zero modes, all directions of them, have the variance
 * 1/mass^2, and none where the mass is 0: they stay as they are.
 *
 * @param mass the mass, at least 0
 */
public record Propagator(double mass) implements CovarianceShape {
  private static final long serialVersionUID = 1L;

  /** The name in files. */
  static final String NAME = "propagator";

  /** Configurations of which modes are made at once. */
  private static final int WIDTH = 16;

  /** Checks the mass. */
  public Propagator {
    if (!(mass >= 0) || Double.isInfinite(mass)) {
      throw new IllegalArgumentException(
          "covariance propagator: the mass must be at least 0 and finite, given " + mass);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public SortedMap<String, Double> parameters() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(Map.of("mass", mass)));
  }

  @Override
  public double variance(FieldLayout layout) {
    MomentumOrbits orbits = new MomentumOrbits(layout.lattice());
    double axes = layout.lattice().dimensions();
    double share = layout.places() == FieldLayout.Places.LINKS ? (axes - 1) / axes : 1;
    double[] terms = new double[orbits.count()];
    for (int o = 0; o < terms.length; o++) {
      double k2 = orbits.latticeMomentumSquared(o);
      terms[o] = k2 > 0 ? share / (k2 + mass * mass) : zeroModeVariance();
    }
    return orbits.sum(terms) / layout.lattice().volume();
  }

  @Override
  public double zeroModeVariance() {
    return mass > 0 ? 1 / (mass * mass) : 0;
  }

  @Override
  public NoiseFilter filter(FieldLayout layout) {
    if (layout.isComplexified()) {
      throw new IllegalArgumentException(
          "covariance propagator: the fields have " + layout + "; allowed: real numbers or angles");
    }
    return new Modes(layout, mass);
  }

  private static final class Modes implements NoiseFilter {
    private final FieldLayout layout;
    private final Lattice lattice;
    private final BatchFft fft;
    private final PackedField space;
    private final PackedField modes;
    private final double[][] root;
    private final double[][] inverse;
    // One component of some configurations, index site * WIDTH + b.
    private final double[] values;

    Modes(FieldLayout layout, double mass) {
      this.layout = layout;
      this.lattice = layout.lattice();
      // All fields are real parts: none shares a transform with another, so that it has its bits.
      fft = new BatchFft(lattice, WIDTH);
      space = fft.newSpace();
      modes = fft.newMomentum();
      values = new double[lattice.volume() * WIDTH];
      MomentumOrbits orbits = new MomentumOrbits(lattice);
      double[] roots = new double[orbits.count()];
      double[] inverses = new double[orbits.count()];
      for (int o = 0; o < roots.length; o++) {
        double k2 = orbits.latticeMomentumSquared(o);
        roots[o] = k2 + mass * mass > 0 ? 1 / Math.sqrt(k2 + mass * mass) : 0;
        inverses[o] = k2 > 0 ? 1 / k2 : 0;
      }
      root = fft.kernelRows(orbits, roots);
      inverse = fft.kernelRows(orbits, inverses);
    }

    @Override
    public void apply(double[] noise, int batch) {
      for (int first = 0; first < batch; first += WIDTH) {
        int count = Math.min(WIDTH, batch - first);
        for (int value = 0; value < layout.perSite(); value++) {
          copy(noise, batch, first, count, value, false);
          multiply(root, count);
          copy(noise, batch, first, count, value, true);
        }
        if (layout.places() == FieldLayout.Places.LINKS) {
          for (int component = 0; component < layout.components(); component++) {
            project(noise, batch, first, count, component);
          }
        }
      }
    }

    /** Takes out the gradient of the field whose Laplacian is the divergence of the links. */
    private void project(double[] noise, int batch, int first, int count, int component) {
      int axes = lattice.dimensions();
      for (int x = 0; x < lattice.volume(); x++) {
        for (int b = 0; b < count; b++) {
          double sum = 0;
          for (int mu = 0; mu < axes; mu++) {
            sum +=
                noise[link(lattice.backward(x, mu), mu, component) * batch + first + b]
                    - noise[link(x, mu, component) * batch + first + b];
          }
          values[x * count + b] = sum;
        }
      }
      multiply(inverse, count);
      for (int x = 0; x < lattice.volume(); x++) {
        for (int mu = 0; mu < axes; mu++) {
          int ahead = lattice.forward(x, mu);
          int at = link(x, mu, component) * batch + first;
          for (int b = 0; b < count; b++) {
            noise[at + b] -= values[ahead * count + b] - values[x * count + b];
          }
        }
      }
    }

    private int link(int site, int mu, int component) {
      return site * layout.perSite() + mu * layout.components() + component;
    }

    private void copy(double[] noise, int batch, int first, int count, int value, boolean back) {
      for (int x = 0; x < lattice.volume(); x++) {
        int at = (x * layout.perSite() + value) * batch + first;
        if (back) {
          System.arraycopy(values, x * count, noise, at, count);
        } else {
          System.arraycopy(noise, at, values, x * count, count);
        }
      }
    }

    private void multiply(double[][] kernel, int count) {
      fft.load(values, count, 0, count, space);
      fft.forward(space, modes);
      PackedRows.multiply(kernel, modes, modes);
      fft.inverse(modes, space);
      fft.store(space, values, count, 0, count);
    }
  }

  /** The kind of this covariance. */
  @AutoService(ShapeKind.class)
  public static final class OfFiles implements ShapeKind {
    @Override
    public About about() {
      return About.of(
              NAME,
              "The propagator of a free field; of links the transverse one, which moves no gauge. The zero"
                  + " modes have 1/mass^2, and no noise at mass 0.",
              Fields.of(withDefault("mass", Real.atLeast(0), "0", "Mass, 0 for none.")))
          .withFormula("Sigma_k = 1/(sum_mu 4 sin^2(k_mu/2) + mass^2)")
          .withSource("Fukushima and Kamata, arXiv 2411.11297, eq. 40");
    }

    @Override
    public CovarianceShape shape(Value parameters) {
      return new Propagator(parameters.get("mass").real());
    }
  }
}
