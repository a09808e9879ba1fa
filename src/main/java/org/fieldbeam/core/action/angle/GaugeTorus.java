package org.fieldbeam.core.action.angle;

import java.util.Arrays;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.VonMises;

/**
 * U(1) gauge theory with Wilson's action on a torus of two dimensions and V sites, where its V
 * plaquettes are independent but for their sum, a multiple of 2 pi: exact averages, and independent
 * configurations. With r_n = I_n(beta)/I_0(beta), modified Bessel functions,
 *
 * <pre>  Z = (2 pi)^(2V) I_0^V z,  z = sum_n r_n^V,
 *  W_A = sum_n r_n^(V-A) r_(n+1)^A / z  for loops around A plaquettes,
 *  P(Q) = int dnu r(nu)^V cos(2 pi nu Q) / z,  r(nu) = sum_n r_n sin(pi (nu - n))/(pi (nu - n)).
 * </pre>
 *
 * <p>The last is the density of the sum of V independent angles of the density exp(beta cos t) at 2
 * pi Q (arXiv 2106.14234, section 2, has the same in terms of integrals).
 */
public final class GaugeTorus {
  /**
   * Above this beta/V every charge but 0 has a probability below the smallest double: it costs V
   * beta (1 - cos(2 pi/V)), which is 1600 and more.
   */
  private static final double RIGID = 100;

  private static final double SMALL = 1e-18;

  private final Lattice lattice;
  private final double beta;
  // r_0, r_1, ... as far as they are not 0 in double precision.
  private final double[] ratios;

  /**
   * Returns the theory on a lattice.
   *
   * @param lattice a lattice of two axes, of two sites or more along each
   * @param beta the inverse coupling squared
   * @throws IllegalArgumentException unless {@link #isKnown}
   */
  public GaugeTorus(Lattice lattice, double beta) {
    if (!isKnown(lattice, beta)) {
      throw new IllegalArgumentException(
          "no exact averages of u1 with beta " + beta + " on " + lattice);
    }
    this.lattice = lattice;
    this.beta = beta;
    ratios = besselRatios(beta);
  }

  /** Returns the lattice. */
  public Lattice lattice() {
    return lattice;
  }

  /** Returns the inverse coupling squared. */
  public double beta() {
    return beta;
  }

  /**
   * Returns whether the theory is one of two dimensions whose sums can be had. Below beta = -2V
   * plaquettes lie near pi, where r(nu) falls slowly, and for an odd V the terms of z alternate, so
   * that a part exp(-pi^2 |beta|/(2 V)) of them remains.
   */
  public static boolean isKnown(Lattice lattice, double beta) {
    return lattice.dimensions() == 2 && beta >= -2.0 * lattice.volume();
  }

  /**
   * Returns I_n(beta)/I_0(beta) for n = 0, 1, ... as far as they are not 0 in double precision,
   * some 9 sqrt(beta) of them: by the recurrence I_n/I_(n-1) = beta/(2 n + beta I_(n+1)/I_n),
   * downwards, where all terms have one sign.
   */
  public static double[] besselRatios(double beta) {
    double[] out = new double[64 + (int) (12 * Math.sqrt(Math.abs(beta)))];
    double quotient = 0;
    for (int n = out.length; n >= 1; n--) {
      quotient = beta / (2 * n + beta * quotient);
      if (n < out.length) {
        out[n] = quotient;
      }
    }
    out[0] = 1;
    for (int n = 1; n < out.length; n++) {
      out[n] *= out[n - 1];
      if (Math.abs(out[n]) < SMALL) {
        return Arrays.copyOf(out, n);
      }
    }
    return out;
  }

  private double ratio(int n) {
    int at = Math.abs(n);
    return at < ratios.length ? ratios[at] : 0;
  }

  /** z = sum_n r_n^V. */
  private double sum() {
    double sum = 1;
    for (int n = 1; n < ratios.length; n++) {
      sum += 2 * StrictMath.pow(ratios[n], lattice.volume());
    }
    return sum;
  }

  /**
   * Returns the average of the cosine of the sum of angles around a loop.
   *
   * @param area the number of plaquettes inside, 0 to V
   * @throws IllegalArgumentException if there are not so many
   */
  public double wilsonLoop(int area) {
    int volume = lattice.volume();
    if (area < 0 || area > volume) {
      throw new IllegalArgumentException("area " + area + "; allowed: 0 to " + volume);
    }
    double sum = 0;
    for (int n = -ratios.length; n <= ratios.length; n++) {
      sum += StrictMath.pow(ratio(n), volume - area) * StrictMath.pow(ratio(n + 1), area);
    }
    return sum / sum();
  }

  /**
   * Returns the probability of a topological charge, to some 1e-12, and 1e-10 at beta below 0: that
   * of a sum of numbers of both signs.
   */
  public double probability(long charge) {
    int volume = lattice.volume();
    if (beta > RIGID * volume) {
      return charge == 0 ? 1 : 0;
    }
    // The sum over nu in steps of 1/m is that of P(Q + j m) over all j.
    int m = 32 + 2 * (int) Math.abs(charge) + (int) Math.ceil(4 * Math.sqrt(volume));
    double sum = 1;
    int below = 0;
    // The terms fall as exp(-V nu^2/(2 beta)), up to nu = 91 where beta is largest, and then as
    // (2 p/nu)^V, with the density p of a plaquette of pi, 1/(2 pi) at beta = 0 and smaller above.
    for (int k = 1; below < m && k < 4000 * m; k++) {
      double weight = StrictMath.pow(interpolated((double) k / m), volume);
      sum += 2 * weight * StrictMath.cos(2 * Math.PI * ((k * (charge % m)) % m) / m);
      below = Math.abs(weight) < SMALL ? below + 1 : 0;
    }
    return Math.max(0, sum / m / sum());
  }

  /** r(nu), between whole numbers by the series of sinc functions. */
  private double interpolated(double nu) {
    double nearest = Math.rint(nu);
    double rest = nu - nearest;
    if (rest == 0) {
      return ratio((int) nearest);
    }
    double sine = StrictMath.sin(Math.PI * rest) / Math.PI;
    double sum = 0;
    for (int n = -ratios.length; n <= ratios.length; n++) {
      double sign = (((long) nearest - n) & 1) == 0 ? 1 : -1;
      sum += ratio(n) * sign / (nu - n);
    }
    return sine * sum;
  }

  /** Returns the topological susceptibility &lt;Q^2&gt;/V. */
  public double susceptibility() {
    double sum = 0;
    for (int charge = 1; ; charge++) {
      double probability = probability(charge);
      sum += 2.0 * charge * charge * probability;
      if (probability < 1e-15) {
        return sum / lattice.volume();
      }
    }
  }

  /** Returns log Z, of the weight exp(beta sum cos theta_p) over 2V angles in [-pi, pi). */
  public double logPartitionFunction() {
    return lattice.volume() * (2 * StrictMath.log(2 * Math.PI) + logBessel(beta))
        + StrictMath.log(sum());
  }

  /** Returns log I_0(beta). */
  public static double logBessel(double beta) {
    // The trapezoidal rule leaves out I_points/I_0 and less.
    int points = 256 + (int) (16 * Math.sqrt(Math.abs(beta)));
    double bessel = 0;
    for (int i = 0; i < points; i++) {
      bessel +=
          StrictMath.exp(beta * StrictMath.cos(2 * Math.PI * i / points) - Math.abs(beta)) / points;
    }
    return StrictMath.log(bessel) + Math.abs(beta);
  }

  /**
   * Draws plaquettes, links that have them, all 0 but for a comb and two uniform holonomies, and a
   * random gauge.
   *
   * @param random where the numbers come from, however many it takes
   * @param field receives the 2 V links in the order of the layout
   */
  public void draw(RandomStream random, double[] field) {
    double[] plaquettes = new double[lattice.volume()];
    VonMises.drawClosed(beta, random, plaquettes);
    Arrays.fill(field, 0);
    comb(plaquettes, random, field);
    double[] gauge = new double[lattice.volume()];
    for (int site = 0; site < gauge.length; site++) {
      gauge[site] = VonMises.uniform(random);
    }
    for (int site = 0; site < gauge.length; site++) {
      for (int mu = 0; mu < 2; mu++) {
        int link = 2 * site + mu;
        field[link] = Angles.wrap(field[link] + gauge[site] - gauge[lattice.forward(site, mu)]);
      }
    }
  }

  /**
   * Gives a field of zeros these plaquettes p(x, y) = U_0(x, y) + U_1(x+1, y) - U_0(x, y+1) -
   * U_1(x, y), modulo 2 pi: U_0(x, y+1) = U_0(x, y) - p(x, y) up each column, and on the last row
   * U_1(x+1) = U_1(x) + p(x) - U_0(x) + U_0(x, 0).
   */
  private void comb(double[] plaquettes, RandomStream random, double[] field) {
    int columns = lattice.shape()[0];
    int rows = lattice.shape()[1];
    field[2 * (columns - 1) * rows] = VonMises.uniform(random);
    field[2 * (rows - 1) + 1] = VonMises.uniform(random);
    for (int x = 0; x < columns; x++) {
      int column = x * rows;
      for (int y = 0; y + 1 < rows; y++) {
        field[2 * (column + y + 1)] = Angles.wrap(field[2 * (column + y)] - plaquettes[column + y]);
      }
      int last = column + rows - 1;
      if (x + 1 < columns) {
        field[2 * (last + rows) + 1] =
            Angles.wrap(
                field[2 * last + 1] + plaquettes[last] - field[2 * last] + field[2 * column]);
      }
    }
  }
}
