package org.fieldbeam.core.random;

/**
 * Tables of the ziggurat method for Gaussian numbers: layers of equal area that cover the right
 * half of exp(-x^2/2) (Marsaglia and Tsang, "The ziggurat method for generating random variables",
 * J. Stat. Soft. 5 (2000) 8).
 *
 * <p>Layer {@code i >= 1} is the rectangle {@code |x| < EDGE[i]} between the heights f(EDGE[i]) and
 * f(EDGE[i+1]); layer 0 is the rectangle {@code |x| < TAIL_START} at the bottom together with the
 * tail beyond it, EDGE[0] being the width of a rectangle of their common area. With 1024 layers
 * 99.8% of the draws end in the part of a rectangle that lies wholly under the curve.
 */
final class Ziggurat {
  static final int LAYERS = 1024;
  static final int LAYER_MASK = LAYERS - 1;

  /** Where the tail begins: the r for which LAYERS layers of equal area close at x = 0. */
  static final double TAIL_START = 4.038849846109504;

  /** The area of a layer, r f(r) + integral of f from r to infinity. */
  static final double AREA = 0.001226324646353088;

  /** Half widths of the layers, EDGE[LAYERS] = 0. */
  static final double[] EDGE = new double[LAYERS + 1];

  /** f(EDGE). */
  private static final double[] HEIGHT = new double[LAYERS + 1];

  static {
    EDGE[0] = AREA / density(TAIL_START);
    EDGE[1] = TAIL_START;
    HEIGHT[1] = density(TAIL_START);
    for (int i = 2; i < LAYERS; i++) {
      HEIGHT[i] = HEIGHT[i - 1] + AREA / EDGE[i - 1];
      EDGE[i] = StrictMath.sqrt(-2 * StrictMath.log(HEIGHT[i]));
    }
    EDGE[LAYERS] = 0;
    HEIGHT[LAYERS] = 1;
  }

  private Ziggurat() {}

  private static double density(double x) {
    return StrictMath.exp(-x * x / 2);
  }

  /**
   * Returns whether the point of layer i >= 1 at x and the relative height u is under the curve.
   */
  static boolean underCurve(int layer, double x, double u) {
    return HEIGHT[layer] + u * (HEIGHT[layer + 1] - HEIGHT[layer]) < density(x);
  }

  /**
   * Tries two uniform numbers for a number beyond TAIL_START (Marsaglia, "Generating a variable
   * from the tail of the normal distribution", Technometrics 6 (1964) 101).
   *
   * @return the positive number, or NaN for rejected
   */
  static double tail(double u1, double u2) {
    double excess = -StrictMath.log(u1) / TAIL_START;
    return -2 * StrictMath.log(u2) > excess * excess ? TAIL_START + excess : Double.NaN;
  }
}
