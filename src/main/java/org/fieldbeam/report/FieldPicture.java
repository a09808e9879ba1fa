package org.fieldbeam.report;

import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.field.FieldLayout;

/**
 * What is drawn of a configuration: one number for each site of a plane, the first of the lattice,
 * with all other axes at 0.
 *
 * <p>Of one real number at a site the number, and of several their length, which no rotation
 * changes: a single component would show the frame of reference. Of angles on sites the angle. Of
 * angles on links in two dimensions and more the angle of the plaquette in the plane, brought into
 * [-pi, pi): a link alone is what a gauge transformation makes of it. On a line there are no
 * plaquettes, and the link's own angle is drawn.
 *
 * @param layout what the fields consist of
 */
record FieldPicture(FieldLayout layout) {
  /** Which colours the numbers have. */
  enum Colours {
    /** Numbers of both signs, from minus a limit to it. */
    SIGNED,
    /** Numbers from 0 to a limit. */
    LENGTH,
    /** Angles: the colours of -pi and pi are the same. */
    CYCLIC
  }

  /** Whether there is more than one number to draw. */
  static boolean suits(FieldLayout layout) {
    return layout.lattice().volume() > 1 && !layout.isComplexified();
  }

  int rows() {
    int[] shape = layout.lattice().shape();
    return shape.length == 1 ? 1 : shape[shape.length - 2];
  }

  int columns() {
    int[] shape = layout.lattice().shape();
    return shape[shape.length - 1];
  }

  Colours colours() {
    return layout.isAngle()
        ? Colours.CYCLIC
        : layout.perSite() > 1 ? Colours.LENGTH : Colours.SIGNED;
  }

  private boolean plaquettes() {
    return layout.isAngle()
        && layout.places() == FieldLayout.Places.LINKS
        && layout.lattice().dimensions() > 1;
  }

  /** What the numbers are, as a symbol in HTML. */
  String symbol() {
    if (plaquettes()) {
      return "θ<sub>p</sub>";
    }
    return switch (colours()) {
      case SIGNED -> "φ";
      case LENGTH -> "|φ|";
      case CYCLIC -> "θ";
    };
  }

  /** What is drawn and what is not, as whole sentences; empty where it is the field itself. */
  String remark() {
    String what =
        plaquettes()
            ? "Drawn is the angle of the plaquette at each site, which gauge transformations leave"
                + " alone."
            : layout.perSite() == 1
                ? ""
                : layout.isAngle()
                    ? "Drawn is the first angle of each site."
                    : "Drawn is the length of the vector at each site.";
    String part =
        layout.lattice().shape().length > 2
            ? "The first plane of the lattice is shown: all other axes at 0."
            : "";
    return what.isEmpty() || part.isEmpty() ? what + part : what + " " + part;
  }

  /**
   * The numbers of a configuration of a batch.
   *
   * @param fields index {@code value * batch + b}
   * @return {@code rows * columns} numbers
   */
  double[] of(double[] fields, int batch, int b) {
    double[] out = new double[rows() * columns()];
    int perSite = layout.perSite();
    for (int site = 0; site < out.length; site++) {
      int first = site * perSite * batch + b;
      out[site] =
          switch (colours()) {
            case SIGNED -> fields[first];
            case LENGTH -> length(fields, first, perSite, batch);
            case CYCLIC -> plaquettes() ? plaquette(fields, site, batch, b) : fields[first];
          };
    }
    return out;
  }

  private static double length(double[] fields, int first, int perSite, int batch) {
    double sum = 0;
    for (int k = 0; k < perSite; k++) {
      double value = fields[first + k * batch];
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  /** theta_mu(x) + theta_nu(x + mu) - theta_mu(x + nu) - theta_nu(x), mu the rows' axis. */
  private double plaquette(double[] fields, int site, int batch, int b) {
    int nu = layout.lattice().dimensions() - 1;
    int mu = nu - 1;
    int rows = rows();
    int columns = columns();
    int row = site / columns;
    int column = site % columns;
    int down = (row + 1) % rows * columns + column;
    int right = row * columns + (column + 1) % columns;
    return Angles.wrap(
        link(fields, site, mu, batch, b)
            + link(fields, down, nu, batch, b)
            - link(fields, right, mu, batch, b)
            - link(fields, site, nu, batch, b));
  }

  private double link(double[] fields, int site, int mu, int batch, int b) {
    return fields[(site * layout.perSite() + mu * layout.components()) * batch + b];
  }
}
