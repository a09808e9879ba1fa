package org.fieldbeam.data.exchange;

import java.util.Arrays;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.numpy.NumpyHeader;

/**
 * Which axis of an array counts configurations: the first, (N, L, L), or the last, (L, L, N). The
 * shape of the lattice decides it where it is given; where it is not, the first does, unless the
 * array looks as if it were the last. Before a shape that is given there may be two axes, the
 * chains and the configurations of each, (C, N, L, L).
 *
 * @param shape extents of the lattice and, where a site has several values, their number
 * @param last whether the last axis counts
 * @param count number of configurations
 * @param chains number of chains, if an axis of the array counts them; else 0
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record ConfigurationAxis(int[] shape, boolean last, long count, long chains) {

  /**
   * Decides.
   *
   * @param extents of the array
   * @param numbers shape of a configuration in real numbers, or null
   * @param parts real numbers that an element of the array consists of: 2 of complex ones, else 1
   * @param where file, named in errors
   * @throws UserException if no axis leaves a lattice, or it cannot be told which
   */
  static ConfigurationAxis of(long[] extents, int[] numbers, int parts, String where) {
    int[] given = ofElements(numbers, parts);
    ConfigurationAxis first = first(extents);
    ConfigurationAxis last = last(extents);
    if (given != null) {
      int axes = extents.length - 1;
      if (axes > 0 && isShape(Arrays.copyOfRange(extents, 1, extents.length), given)) {
        return new ConfigurationAxis(given, false, extents[0], 0);
      } else if (axes > 0 && isShape(Arrays.copyOf(extents, axes), given)) {
        return new ConfigurationAxis(given, true, extents[axes], 0);
      } else if (axes > 1 && isShape(Arrays.copyOfRange(extents, 2, extents.length), given)) {
        return new ConfigurationAxis(given, false, extents[0] * extents[1], extents[0]);
      }
      throw UserException.of("the array has another shape than was given")
          .where(where)
          .given("--shape " + list(given) + " for an array of shape " + text(extents))
          .allowed(
              "an array of the shape of the lattice and, before or behind it, the number of"
                  + " configurations, or before it those of chains and of configurations of each")
          .todo(first == null ? "reshape the array" : "give --shape " + list(first.shape))
          .build();
    }
    if (first == null) {
      throw UserException.of("the array has no shape of an ensemble")
          .where(where)
          .given(text(extents))
          .allowed(
              "(N, L), (N, L, L), (N, L, L, L) or (N, L, L, L, L): N configurations on a lattice"
                  + " of extents of at least 2, or (N, 1) for a single site")
          .todo(
              extents.length == 1
                  ? "reshape it: array[:, None] for configurations of one site, array[None, :] for"
                      + " one configuration"
                  : "reshape it; a single configuration is array[None, ...]")
          .build();
    }
    if (last != null && last.isLikelier(first)) {
      throw UserException.of("which axis of the array counts configurations?")
          .where(where)
          .given("an array of shape " + text(extents))
          .allowed(first.option("first") + ", or " + last.option("last"))
          .todo("say it with --shape")
          .build();
    }
    return first;
  }

  /** Refuses more configurations than an array has elements. */
  void requireCountable(String where) {
    if (count > Integer.MAX_VALUE - 8) {
      throw UserException.of("more configurations than can be imported at once")
          .where(where)
          .given(count)
          .allowed(Integer.MAX_VALUE - 8)
          .todo("import the array in parts")
          .build();
    }
  }

  /** What counts configurations, in words. */
  String description() {
    return chains > 0
        ? "the first axis, of chains, and the second"
        : last ? "the last axis" : "the first axis";
  }

  /** Number of elements of a configuration of a shape. */
  static int volume(int[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /** The shape of a configuration in real numbers: of complex ones a last axis has both parts. */
  static int[] ofNumbers(int[] shape, int parts) {
    if (parts == 1) {
      return shape.clone();
    }
    int[] numbers = Arrays.copyOf(shape, shape.length + 1);
    numbers[shape.length] = parts;
    return numbers;
  }

  /** The shape of a configuration in elements of so many parts, of one in real numbers, or null. */
  private static int[] ofElements(int[] numbers, int parts) {
    return numbers == null || parts == 1 || numbers[numbers.length - 1] != parts
        ? numbers
        : Arrays.copyOf(numbers, numbers.length - 1);
  }

  /** The shape of a configuration in real numbers. */
  int[] numbers(int parts) {
    return ofNumbers(shape, parts);
  }

  private static boolean isShape(long[] extents, int[] given) {
    return Arrays.equals(extents, Arrays.stream(given).asLongStream().toArray());
  }

  private static ConfigurationAxis first(long[] extents) {
    return extents.length < 2
        ? null
        : of(Arrays.copyOfRange(extents, 1, extents.length), false, extents[0]);
  }

  private static ConfigurationAxis last(long[] extents) {
    int axes = extents.length - 1;
    return axes < 1 ? null : of(Arrays.copyOf(extents, axes), true, extents[axes]);
  }

  private static ConfigurationAxis of(long[] lattice, boolean last, long count) {
    for (long extent : lattice) {
      if (extent > Integer.MAX_VALUE) {
        return null;
      }
    }
    int[] shape = Arrays.stream(lattice).mapToInt(extent -> (int) extent).toArray();
    boolean fits = isLattice(shape) || (shape.length > 1 && hasComponents(shape));
    return fits ? new ConfigurationAxis(shape, last, count, 0) : null;
  }

  private static boolean isLattice(int... extents) {
    return Lattice.objection(extents).isEmpty();
  }

  /**
   * Whether this is a lattice with an axis of several values at each site behind it; for those of a
   * single site the shape must be given.
   */
  private static boolean hasComponents(int[] shape) {
    int components = shape[shape.length - 1];
    return shape[0] > 1
        && components > 1
        && components <= FieldLayout.MAX_COMPONENTS
        && isLattice(Arrays.copyOf(shape, shape.length - 1));
  }

  /** Whether its lattice is more like a cube, or, on one axis, its configurations are more. */
  private boolean isLikelier(ConfigurationAxis other) {
    double mine = longest() / shortest();
    double theirs = other.longest() / other.shortest();
    return shape.length == 1 ? count > other.count : mine < theirs;
  }

  private double longest() {
    return Arrays.stream(shape).max().orElseThrow();
  }

  private double shortest() {
    return Arrays.stream(shape).min().orElseThrow();
  }

  private String option(String axis) {
    return "--shape "
        + list(shape)
        + " for "
        + count
        + " configurations along the "
        + axis
        + " axis";
  }

  private static String list(int[] shape) {
    return Arrays.toString(shape).replaceAll("[\\[\\] ]", "");
  }

  private static String text(long[] extents) {
    return NumpyHeader.tuple(extents);
  }
}
