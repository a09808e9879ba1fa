package org.fieldbeam.core.lattice;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;

/**
 * A periodic hypercubic lattice of one to four axes, or a single site.
 *
 * <p>Sites are numbered in C order: the last axis runs fastest. A <em>batch</em> of {@code B} field
 * configurations on a lattice of volume {@code V} is one {@code double[V * B]} whose element {@code
 * site * B + b} is the field of configuration {@code b} at {@code site}: the batch index runs
 * fastest, so that kernels work on long contiguous runs.
 *
 * <p>The single site has the shape {@code [1]} and no dimensions: it is the "lattice" of the
 * zero-dimensional toy models, and no site of it has neighbours. On an axis of extent 2 the forward
 * and the backward neighbour are the same site, joined by two links.
 *
 * <p>Instances are immutable and may be shared between threads.
 */
public final class Lattice implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The largest number of axes. */
  public static final int MAX_AXES = 4;

  private final int[] shape;
  private final int volume;
  // A function of the shape, made when it is first needed: whoever only asks for extents and volume
  // of a large lattice, as plans do, pays nothing. Threads that come at once make it twice.
  private transient Neighbours neighbours;

  private Lattice(int[] shape, int volume) {
    this.shape = shape;
    this.volume = volume;
  }

  /** The neighbours of all sites; final fields, so that any thread sees whole tables. */
  private static final class Neighbours {
    private final int[][] forward;
    private final int[][] backward;

    Neighbours(Lattice lattice) {
      int axes = lattice.dimensions();
      int volume = lattice.volume;
      forward = new int[axes][volume];
      backward = new int[axes][volume];
      for (int axis = 0; axis < axes; axis++) {
        int extent = lattice.shape[axis];
        int stride = lattice.stride(axis);
        for (int site = 0; site < volume; site++) {
          int x = site / stride % extent;
          int next = x == extent - 1 ? site - (extent - 1) * stride : site + stride;
          forward[axis][site] = next;
          backward[axis][next] = site;
        }
      }
    }
  }

  private Neighbours neighbours() {
    Neighbours known = neighbours;
    if (known == null) {
      known = new Neighbours(this);
      neighbours = known;
    }
    return known;
  }

  /**
   * Returns the lattice of the given extents.
   *
   * @param shape the extents, slowest axis first: one to four numbers of at least 2, or {@code [1]}
   *     for the single site
   * @throws IllegalArgumentException if the number of axes or an extent is not allowed, or if the
   *     volume exceeds 2^30
   */
  public static Lattice of(int... shape) {
    return new Lattice(shape.clone(), volume(shape));
  }

  /**
   * Returns the number of sites of the lattice of the given extents, without making it.
   *
   * @throws IllegalArgumentException if there is no such lattice: as {@link #of}
   */
  public static int volume(int... shape) {
    Optional<String> objection = objection(shape);
    if (objection.isPresent()) {
      throw new IllegalArgumentException(objection.get());
    }
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  /** What is wrong with extents: nothing, or why there is no such lattice. */
  public static Optional<String> objection(int... shape) {
    if (shape.length < 1 || shape.length > MAX_AXES) {
      return Optional.of(
          "lattice has "
              + shape.length
              + " axes "
              + Arrays.toString(shape)
              + "; allowed: 1 to "
              + MAX_AXES
              + " axes, for example [16, 16]");
    }
    boolean singleSite = shape.length == 1 && shape[0] == 1;
    long volume = 1;
    for (int extent : shape) {
      if (extent < 2 && !singleSite) {
        return Optional.of(
            "lattice "
                + Arrays.toString(shape)
                + " has an extent "
                + extent
                + "; allowed: extents of at least 2, or [1] for a single site");
      }
      volume *= extent;
      if (volume > 1L << 30) {
        return Optional.of(
            "lattice " + Arrays.toString(shape) + " has more than 2^30 sites; use smaller extents");
      }
    }
    return Optional.empty();
  }

  /** Returns the extents, slowest axis first; {@code [1]} for the single site. */
  public int[] shape() {
    return shape.clone();
  }

  /** Returns the number of dimensions: 1 to 4, or 0 for the single site. */
  public int dimensions() {
    return volume == 1 ? 0 : shape.length;
  }

  /** Returns the number of sites. */
  public int volume() {
    return volume;
  }

  /** Returns the number of sites along an axis, {@code 0 <= axis < shape().length}. */
  public int extent(int axis) {
    return shape[axis];
  }

  /** Returns the distance in site numbers between neighbours along an axis, away from the wrap. */
  public int stride(int axis) {
    int stride = 1;
    for (int i = axis + 1; i < shape.length; i++) {
      stride *= shape[i];
    }
    return stride;
  }

  /** Returns the neighbour of a site one step up an axis, {@code 0 <= axis < dimensions()}. */
  public int forward(int site, int axis) {
    return neighbours().forward[axis][site];
  }

  /** Returns the neighbour of a site one step down an axis, {@code 0 <= axis < dimensions()}. */
  public int backward(int site, int axis) {
    return neighbours().backward[axis][site];
  }

  /** Returns the coordinate of a site along an axis. */
  public int coordinate(int site, int axis) {
    return site / stride(axis) % shape[axis];
  }

  private Object readResolve() {
    return of(shape);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Lattice lattice && Arrays.equals(shape, lattice.shape);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(shape);
  }

  /** Returns the shape, for example {@code [16, 16]}. */
  @Override
  public String toString() {
    return Arrays.toString(shape);
  }
}
