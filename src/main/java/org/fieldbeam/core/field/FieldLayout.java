package org.fieldbeam.core.field;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import org.fieldbeam.core.lattice.Lattice;

/**
 * Where the values of a field live and what they are.
 *
 * <p>A configuration has {@link #size} values; value {@code site * perSite + k} is the k-th of a
 * site. On sites k is the component; on links it is {@code mu * components + component}, the link
 * from the site forward along axis mu. A <em>batch</em> of B configurations is one array of {@code
 * size * B} numbers with the batch fastest, element {@code value * B + b}. Complexified fields are
 * two such arrays, real and imaginary parts.
 *
 * <p>Immutable.
 *
 * @param lattice the lattice
 * @param places where the values live
 * @param components numbers at each place, at least 1
 * @param type what a number is
 */
public record FieldLayout(Lattice lattice, Places places, int components, ValueType type)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The most components of a field. */
  public static final int MAX_COMPONENTS = 64;

  /** Where the values of a field live. */
  public enum Places {
    /** On the sites of the lattice. */
    SITES,
    /** On the links from each site forward along each axis. */
    LINKS;

    /** Returns the name in files, in small letters. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a value of a field is. */
  public enum ValueType {
    /** A real number, with the flat measure. */
    REAL,
    /** An angle in [-pi, pi), with the uniform measure of the circle. */
    ANGLE,
    /** A real number continued to a complex one: two numbers are stored. */
    COMPLEXIFIED;

    /** Returns the name in files, in small letters. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Checks the layout.
   *
   * @throws IllegalArgumentException if there are no or too many components, links are wanted on
   *     the single site, or a configuration would have more than 2^30 values
   */
  public FieldLayout {
    if (components < 1 || components > MAX_COMPONENTS) {
      throw new IllegalArgumentException(
          "field layout: " + components + " components; allowed: 1 to " + MAX_COMPONENTS);
    }
    if (places == Places.LINKS && lattice.dimensions() == 0) {
      throw new IllegalArgumentException(
          "field layout: a single site has no links; allowed for fields on links: lattices of one"
              + " to four axes");
    }
    if ((long) lattice.volume() * perSite(lattice, places, components) > 1L << 30) {
      throw new IllegalArgumentException(
          "field layout: more than 2^30 values on lattice " + lattice + "; use smaller extents");
    }
  }

  /** Returns the layout of a real scalar field: one real number at each site. */
  public static FieldLayout scalar(Lattice lattice) {
    return real(lattice, 1);
  }

  /** Returns the layout of a field of real numbers at each site. */
  public static FieldLayout real(Lattice lattice, int components) {
    return new FieldLayout(lattice, Places.SITES, components, ValueType.REAL);
  }

  /** Returns the layout of one angle at each site. */
  public static FieldLayout siteAngles(Lattice lattice) {
    return new FieldLayout(lattice, Places.SITES, 1, ValueType.ANGLE);
  }

  /** Returns the layout of one angle on each link. */
  public static FieldLayout linkAngles(Lattice lattice) {
    return new FieldLayout(lattice, Places.LINKS, 1, ValueType.ANGLE);
  }

  /** Returns the layout of complexified real numbers at each site. */
  public static FieldLayout complexified(Lattice lattice, int components) {
    return new FieldLayout(lattice, Places.SITES, components, ValueType.COMPLEXIFIED);
  }

  /**
   * Returns the layout of a lattice and a text that {@link #label} returned.
   *
   * @throws IllegalArgumentException if the text is no such one
   */
  public static FieldLayout of(Lattice lattice, String label) {
    String[] parts = label.split(" ", -1);
    if (parts.length == 3) {
      for (Places places : Places.values()) {
        for (ValueType type : ValueType.values()) {
          if (places.label().equals(parts[0]) && type.label().equals(parts[1])) {
            return new FieldLayout(lattice, places, components(label, parts[2]), type);
          }
        }
      }
    }
    throw notALayout(label);
  }

  private static int components(String label, String text) {
    if (!text.matches("[1-9][0-9]{0,3}")) {
      throw notALayout(label);
    }
    return Integer.parseInt(text);
  }

  private static IllegalArgumentException notALayout(String label) {
    return new IllegalArgumentException(
        "field layout is \""
            + label
            + "\"; allowed: sites or links, then real, angle or complexified, then the number of"
            + " components, for example \"links angle 1\"");
  }

  /** Returns the text that names the layout in files, without the lattice: "sites real 3". */
  public String label() {
    return places.label() + " " + type.label() + " " + components;
  }

  private static int perSite(Lattice lattice, Places places, int components) {
    return components * (places == Places.LINKS ? lattice.dimensions() : 1);
  }

  /** Returns the number of values at each site, those on the links that it begins included. */
  public int perSite() {
    return perSite(lattice, places, components);
  }

  /** Returns the number of values of a configuration. */
  public int size() {
    return lattice.volume() * perSite();
  }

  /** Returns whether this is one real number at each site. */
  public boolean isScalar() {
    return perSite() == 1 && places == Places.SITES && type == ValueType.REAL;
  }

  /** Returns whether values are angles, periodic by 2 pi. */
  public boolean isAngle() {
    return type == ValueType.ANGLE;
  }

  /** Returns whether values are complex numbers, stored as two arrays. */
  public boolean isComplexified() {
    return type == ValueType.COMPLEXIFIED;
  }

  /**
   * Returns the shape of a configuration as an array in C order: the extents of the lattice and,
   * where a site has several values, their number as the last axis.
   */
  public int[] shape() {
    int[] extents = lattice.shape();
    if (perSite() == 1) {
      return extents;
    }
    int[] shape = Arrays.copyOf(extents, extents.length + 1);
    shape[extents.length] = perSite();
    return shape;
  }

  /** Returns the number of values on a line of the last axis, times the batch. */
  public int rowLength(int batch) {
    return lattice.extent(lattice.shape().length - 1) * perSite() * batch;
  }

  /**
   * Refuses every layout but that of a real scalar field.
   *
   * @param what what is asked for, as the subject of the message
   * @throws IllegalArgumentException if a site has other than one real number
   */
  public void requireScalar(String what) {
    if (!isScalar()) {
      throw new IllegalArgumentException(
          what + " works on one real number at each site; given: " + this);
    }
  }

  /** Returns for example "1 angle on each link of [16, 16]". */
  @Override
  public String toString() {
    String noun =
        switch (type) {
          case REAL -> "real number";
          case ANGLE -> "angle";
          case COMPLEXIFIED -> "complexified number";
        };
    return components
        + " "
        + noun
        + (components == 1 ? "" : "s")
        + (places == Places.LINKS ? " on each link of " : " at each site of ")
        + lattice;
  }
}
