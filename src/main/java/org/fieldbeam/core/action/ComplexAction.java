package org.fieldbeam.core.action;

import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;

/**
 * A holomorphic action S of complexified fields, whose weight exp(-S) is complex on real fields.
 *
 * <p>The field has {@code components} real components at each site, each continued to a complex
 * number: {@code n = components * V} complex values per configuration. A batch of {@code B} of them
 * lies in two arrays of {@code n * B} numbers, real and imaginary parts, element {@code (component
 * * V + site) * B + b}. What is computed for one configuration does not depend, to the last bit, on
 * the others of its batch. Implementations are immutable and may be shared between threads.
 */
public interface ComplexAction extends Serializable {

  /** Returns the lattice of the field. */
  Lattice lattice();

  /** Returns what the field consists of: complexified numbers at each site. */
  FieldLayout layout();

  /** Returns the number of complex values of a configuration, components * V. */
  default int values() {
    return layout().size();
  }

  /**
   * Computes S of every configuration.
   *
   * @param re real parts of the fields
   * @param im imaginary parts of the fields
   * @param batch the number of configurations
   * @param outRe receives {@code outRe[b] = Re S}, summed over the sites
   * @param outIm receives {@code outIm[b] = Im S}
   */
  void action(double[] re, double[] im, int batch, double[] outRe, double[] outIm);

  /**
   * Computes the drift v = -dS/dphi.
   *
   * @param re real parts of the fields
   * @param im imaginary parts of the fields
   * @param batch the number of configurations
   * @param outRe receives the real parts, as many as the fields have
   * @param outIm receives the imaginary parts
   */
  void drift(double[] re, double[] im, int batch, double[] outRe, double[] outIm);

  /**
   * Computes the coefficient w of the stiffest term of the drift, v = v_rest - w phi: what a
   * half-implicit step takes at its end.
   *
   * @param re real parts of the fields
   * @param im imaginary parts of the fields
   * @param batch the number of configurations
   * @param outRe receives the real parts, as many as the fields have
   * @param outIm receives the imaginary parts
   */
  void stiffness(double[] re, double[] im, int batch, double[] outRe, double[] outIm);

  /** Returns whether S(-phi) = S(phi) for every phi. */
  boolean isEven();

  /**
   * Returns the coefficients {real, imaginary} of phi^2 and of the highest power of phi, per site
   * and for a field that is constant in space: {@code [quadratic, highest]}.
   */
  double[][] leadingCoefficients();

  /** Returns the highest power of phi. */
  int degree();

  /** Returns the polynomial of one site, where S is a sum of one over sites that do not couple. */
  Optional<ComplexPolynomial> sitePolynomial();

  /** Returns the name as in pipeline files. */
  String name();

  /** Returns the parameters by name, each {real, imaginary}. */
  SortedMap<String, double[]> parameters();

  /** Returns for example {@code complexQuartic(a=-4+10i, b=1)}. */
  default String describe() {
    StringBuilder text = new StringBuilder(name()).append('(');
    String separator = "";
    for (Map.Entry<String, double[]> parameter : parameters().entrySet()) {
      text.append(separator)
          .append(parameter.getKey())
          .append('=')
          .append(text(parameter.getValue()));
      separator = ", ";
    }
    return text.append(')').toString();
  }

  /** A complex number as people write it: -4+10i, 1, -0.5i. */
  static String text(double[] number) {
    String real = plain(number[0]);
    if (number[1] == 0) {
      return real;
    }
    String imaginary = plain(Math.abs(number[1])) + "i";
    String sign = number[1] < 0 ? "-" : number[0] == 0 ? "" : "+";
    return (number[0] == 0 ? "" : real) + sign + imaginary;
  }

  private static String plain(double value) {
    return value == StrictMath.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
