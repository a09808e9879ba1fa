package org.fieldbeam.core.fourier;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fieldbeam.core.lattice.Lattice;

/**
 * Orbits of the momenta k = 2 pi n / L of a periodic lattice under its symmetry: reflections of
 * each axis and permutations of axes of equal extent.
 *
 * <p>Momenta are numbered like sites (C order of n, last axis fastest). Orbits are numbered by
 * rising phat^2 = sum_mu 4 sin^2(k_mu / 2); orbit 0 is the zero momentum alone. Displacements r
 * have the same orbits, so a symmetric kernel is one number an orbit in both spaces; see {@link
 * KernelTransform}.
 */
public final class MomentumOrbits implements Serializable {
  private static final long serialVersionUID = 1;

  private final Lattice lattice;
  private final int[] orbitOfMomentum;
  private final int[] multiplicity;
  private final int[] representative;
  private final double[] latticeMomentumSquared;

  /** Finds the orbits of a lattice. */
  public MomentumOrbits(Lattice lattice) {
    this.lattice = lattice;
    int volume = lattice.volume();
    Map<String, Integer> firstOfKey = new LinkedHashMap<>();
    int[] first = new int[volume];
    for (int k = 0; k < volume; k++) {
      first[k] = firstOfKey.computeIfAbsent(key(k), ignored -> -1);
      if (first[k] < 0) {
        first[k] = k;
        firstOfKey.put(key(k), k);
      }
    }
    Integer[] firsts = firstOfKey.values().toArray(Integer[]::new);
    Arrays.sort(
        firsts, Comparator.comparingDouble(this::latticeMomentumSquaredOf).thenComparing(n -> n));
    int[] orbitOfFirst = new int[volume];
    this.representative = new int[firsts.length];
    this.latticeMomentumSquared = new double[firsts.length];
    for (int o = 0; o < firsts.length; o++) {
      orbitOfFirst[firsts[o]] = o;
      representative[o] = firsts[o];
      latticeMomentumSquared[o] = latticeMomentumSquaredOf(firsts[o]);
    }
    this.orbitOfMomentum = new int[volume];
    this.multiplicity = new int[firsts.length];
    for (int k = 0; k < volume; k++) {
      orbitOfMomentum[k] = orbitOfFirst[first[k]];
      multiplicity[orbitOfMomentum[k]]++;
    }
  }

  /** The lattice. */
  public Lattice lattice() {
    return lattice;
  }

  /** The number of orbits. */
  public int count() {
    return multiplicity.length;
  }

  /** The orbit of a momentum (numbered like sites). */
  public int orbit(int momentum) {
    return orbitOfMomentum[momentum];
  }

  /** The number of momenta in an orbit. */
  public int multiplicity(int orbit) {
    return multiplicity[orbit];
  }

  /** The smallest momentum number of an orbit. */
  public int representative(int orbit) {
    return representative[orbit];
  }

  /** phat^2 = sum_mu 4 sin^2(k_mu / 2) of an orbit. */
  public double latticeMomentumSquared(int orbit) {
    return latticeMomentumSquared[orbit];
  }

  /** The integers n_mu of a momentum or the coordinates of a site, C order. */
  public int[] coordinates(int number) {
    int[] extents = lattice.shape();
    int[] n = new int[extents.length];
    int rest = number;
    for (int axis = n.length - 1; axis >= 0; axis--) {
      n[axis] = rest % extents[axis];
      rest /= extents[axis];
    }
    return n;
  }

  /** One value a momentum (or displacement) from one value an orbit. */
  public double[] spread(double[] perOrbit) {
    requireOrbits(perOrbit);
    double[] result = new double[orbitOfMomentum.length];
    for (int k = 0; k < result.length; k++) {
      result[k] = perOrbit[orbitOfMomentum[k]];
    }
    return result;
  }

  /** sum_k f_k of a symmetric function given an orbit at a time. */
  public double sum(double[] perOrbit) {
    requireOrbits(perOrbit);
    double sum = 0;
    for (int o = 0; o < perOrbit.length; o++) {
      sum += multiplicity[o] * perOrbit[o];
    }
    return sum;
  }

  void requireOrbits(double[] perOrbit) {
    if (perOrbit.length != count()) {
      throw new IllegalArgumentException(
          "a function of the momentum orbits of the lattice "
              + Arrays.toString(lattice.shape())
              + " has "
              + count()
              + " values, given "
              + perOrbit.length);
    }
  }

  private double latticeMomentumSquaredOf(int momentum) {
    int[] n = coordinates(momentum);
    int[] extents = lattice.shape();
    double[] terms = new double[n.length];
    for (int axis = 0; axis < n.length; axis++) {
      // The reflected n, so that every member of an orbit gives the same bits.
      int folded = Math.min(n[axis], extents[axis] - n[axis]);
      double sine = StrictMath.sin(Math.PI * folded / extents[axis]);
      terms[axis] = 4 * sine * sine;
    }
    Arrays.sort(terms);
    return Arrays.stream(terms).sum();
  }

  private String key(int momentum) {
    int[] n = coordinates(momentum);
    int[] extents = lattice.shape();
    long[] folded = new long[n.length];
    for (int axis = 0; axis < n.length; axis++) {
      long extent = extents[axis];
      folded[axis] = (extent << 32) | Math.min(n[axis], extents[axis] - n[axis]);
    }
    Arrays.sort(folded);
    return Arrays.toString(folded);
  }
}
