package org.fieldbeam.core.score.operator;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.lattice.Lattice;

/**
 * A term O of the effective action S_tau = 1/2 sum_k A_k |phi_k|^2 + sum_j c_j O_j of a noised
 * field, named as in pipeline files. All are even in phi.
 *
 * <p>They are functions of u = psi/s, the Wiener-filtered field psi_k = W_k phi_k in units of its
 * standard deviation s, that grow slower than plain powers: D = 1/(1 + u^2/10), h_p = u^p
 * D^((p-1)/2). See {@link NoiseLevel} for W and s.
 */
public sealed interface Operator extends Serializable {

  /** The name, which {@link #parse} reads. */
  String name();

  /** Tells which of the forms it has. */
  void tell(Forms forms);

  /** Takes operators by their form; one that is new has to be taken everywhere. */
  interface Forms {
    /** A power at one site. */
    void local(LocalPower power);

    /** A pair of powers with a kernel. */
    void bilinear(Bilinear pair);

    /** A function of the magnetisation. */
    void cosine(MagnetizationCosine cosine);

    /** A function of the power in a shell of momenta. */
    void shell(ShellPower shell);
  }

  /** What the parser accepts, for error messages and help. */
  String ALLOWED =
      "f4, f6, f8, f10, f12 (saturated powers of the field at one site); IJK with powers I <= J from"
          + " 1 to 6, both odd or both even but not 11, and a kernel K of G, G2, G3, W, N, D (for"
          + " example 13G, 33G, 22G2, 33N); cos1 to cos9 (of the magnetization); p1 to p9 and"
          + " mp1 to mp9 (power in the n-th shell of momenta above zero, alone and with the"
          + " magnetization)";

  /**
   * sum_x f(u_x), with f_4 = u^4 / (1 + e u^2), e = tau / (10 (1 + tau)), and f_2n = u^2n D^(n-1)
   * for 2n = 6 to 12.
   */
  record LocalPower(int power) implements Operator {
    /** Checks the power. */
    public LocalPower {
      if (power < 4 || power > 12 || power % 2 != 0) {
        throw new IllegalArgumentException(
            "operator f" + power + " does not exist; allowed powers: 4, 6, 8, 10, 12");
      }
    }

    @Override
    public void tell(Forms forms) {
      forms.local(this);
    }

    @Override
    public String name() {
      return "f" + power;
    }
  }

  /** sum_(xy) h_i(u_x) K(x - y) h_j(u_y). */
  record Bilinear(int i, int j, KernelShape kernel) implements Operator {
    /** The largest power. */
    public static final int MAX_POWER = 6;

    /** Checks the powers. */
    public Bilinear {
      String name = "" + i + j + kernel;
      if (i < 1 || j > MAX_POWER) {
        throw refused(name, "a power is not between 1 and " + MAX_POWER);
      }
      if (i > j) {
        throw refused(name, "the smaller power stands first: " + j + i + kernel);
      }
      if ((i + j) % 2 != 0) {
        throw refused(name, "an odd and an even power together break the symmetry phi -> -phi");
      }
      if (j == 1) {
        throw refused(name, "it is quadratic, and every quadratic term is in the action already");
      }
    }

    @Override
    public void tell(Forms forms) {
      forms.bilinear(this);
    }

    @Override
    public String name() {
      return "" + i + j + kernel;
    }
  }

  /**
   * cos(w t), t = m / sqrt(&lt;m_0^2&gt; + tau/V), with the magnetization m = phi_(k=0) / sqrt(V).
   */
  record MagnetizationCosine(int frequency) implements Operator {
    /** Checks the frequency. */
    public MagnetizationCosine {
      if (frequency < 1 || frequency > 9) {
        throw new IllegalArgumentException(
            "operator cos" + frequency + " does not exist; allowed: cos1 to cos9");
      }
    }

    @Override
    public void tell(Forms forms) {
      forms.cosine(this);
    }

    @Override
    public String name() {
      return "cos" + frequency;
    }
  }

  /**
   * p^2 / (1 + p/10), or with the magnetization t^2 p / (1 + (t^2 + p)/10), where {@code p = sum_k
   * |phi_k|^2 / (n (C_k + tau))} over the n momenta of a shell and t as in {@link
   * MagnetizationCosine}.
   *
   * @param shell number of the shell in the order of rising lattice momentum, 1 for the lowest
   *     momenta that are not zero
   * @param withMagnetization which of the two
   */
  record ShellPower(int shell, boolean withMagnetization) implements Operator {
    /** Checks the number. */
    public ShellPower {
      if (shell < 1 || shell > 9) {
        throw new IllegalArgumentException(
            "operator "
                + (withMagnetization ? "mp" : "p")
                + shell
                + " does not exist; allowed: p1 to p9, mp1 to mp9");
      }
    }

    @Override
    public void tell(Forms forms) {
      forms.shell(this);
    }

    @Override
    public String name() {
      return (withMagnetization ? "mp" : "p") + shell;
    }
  }

  /**
   * Reads the name of an operator.
   *
   * @throws IllegalArgumentException with the allowed names, if it is none
   */
  static Operator parse(String name) {
    Matcher local = Names.LOCAL.matcher(name);
    if (local.matches()) {
      return new LocalPower(Integer.parseInt(local.group(1)));
    }
    Matcher bilinear = Names.BILINEAR.matcher(name);
    if (bilinear.matches()) {
      return new Bilinear(
          Integer.parseInt(bilinear.group(1)),
          Integer.parseInt(bilinear.group(2)),
          KernelShape.valueOf(bilinear.group(3)));
    }
    Matcher cosine = Names.COSINE.matcher(name);
    if (cosine.matches()) {
      return new MagnetizationCosine(Integer.parseInt(cosine.group(1)));
    }
    Matcher shell = Names.SHELL.matcher(name);
    if (shell.matches()) {
      return new ShellPower(Integer.parseInt(shell.group(2)), !shell.group(1).isEmpty());
    }
    throw refused(name, "no such name");
  }

  /**
   * Reads a list of operators for a lattice.
   *
   * @throws IllegalArgumentException if a name is none, stands twice, or means nothing on the
   *     lattice
   */
  static List<Operator> parseAll(List<String> names, Lattice lattice) {
    List<Operator> result = parseAll(names);
    for (Operator operator : result) {
      String name = operator.name();
      if (operator instanceof ShellPower shell) {
        int shells = new MomentumOrbits(lattice).count() - 1;
        if (shell.shell() > shells) {
          throw refused(name, "the lattice has " + shells + " shells of momenta above zero");
        }
      }
      if (operator instanceof Bilinear bilinear) {
        int dimensions = lattice.dimensions();
        if (bilinear.kernel() == KernelShape.N && dimensions == 0) {
          throw refused(name, "a single site has no neighbours");
        }
        if (bilinear.kernel() == KernelShape.D && dimensions < 2) {
          throw refused(name, "diagonal neighbours need a lattice of 2 or more dimensions");
        }
      }
    }
    return result;
  }

  /**
   * Reads a list of operators for any lattice.
   *
   * @throws IllegalArgumentException if a name is none, or stands twice
   */
  static List<Operator> parseAll(List<String> names) {
    List<Operator> result = new ArrayList<>();
    for (String name : names) {
      Operator operator = parse(name);
      if (result.contains(operator)) {
        throw refused(name, "it stands in the list twice");
      }
      result.add(operator);
    }
    return List.copyOf(result);
  }

  private static IllegalArgumentException refused(String name, String why) {
    return new IllegalArgumentException(
        "operator '" + name + "': " + why + "; allowed: " + ALLOWED);
  }

  /** Patterns of the names. */
  final class Names {
    private static final Pattern LOCAL = Pattern.compile("f(\\d{1,3})");
    private static final Pattern BILINEAR = Pattern.compile("(\\d)(\\d)(G|G2|G3|W|N|D)");
    private static final Pattern SHELL = Pattern.compile("(m?)p(\\d{1,3})");
    private static final Pattern COSINE = Pattern.compile("cos(\\d{1,3})");

    private Names() {}
  }
}
