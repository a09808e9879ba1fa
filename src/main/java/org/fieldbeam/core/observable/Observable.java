package org.fieldbeam.core.observable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.statistics.DerivedQuantity;

/**
 * An observable: its name in files, its formula, how a report labels it, and its exact value where
 * every correct ensemble has the same. {@link #standard} is the one table of them.
 *
 * <p>As a {@link DerivedQuantity} it is a function of the means of {@link EnsembleAnalysis}'s
 * primary quantities.
 */
public final class Observable implements DerivedQuantity {

  private static final long serialVersionUID = 1L;

  /** The observable of the first Schwinger-Dyson equation; those of others begin with it. */
  static final String SCHWINGER_DYSON = "schwingerDyson";

  private final String name;
  private final String formula;
  private final String label;
  private final double exact;
  private final boolean basic;
  private final boolean shown;
  private final boolean listed;
  private final DerivedQuantity function;

  private Observable(
      String name,
      String formula,
      String label,
      double exact,
      boolean basic,
      boolean shown,
      DerivedQuantity function) {
    this(name, formula, label, exact, basic, shown, shown, function);
  }

  private Observable(
      String name,
      String formula,
      String label,
      double exact,
      boolean basic,
      boolean shown,
      boolean listed,
      DerivedQuantity function) {
    this.name = name;
    this.formula = formula;
    this.label = label;
    this.exact = exact;
    this.basic = basic;
    this.shown = shown;
    this.listed = listed;
    this.function = function;
  }

  /**
   * The table of observables on a lattice. nn and xi need more than one site.
   *
   * @param lattice the lattice
   * @return observables in the order in which reports print them
   */
  public static List<Observable> standard(Lattice lattice) {
    List<Observable> table = new ArrayList<>();
    double volume = lattice.volume();
    boolean even = true;
    table.add(mean("M", "<M>, M = (1/V) sum_x phi_x", "⟨M⟩", !even, 1));
    table.add(mean("absM", "<|M|>", "⟨|M|⟩", even, Primaries.ABS_M));
    table.add(mean("M2", "<M^2>", "⟨M²⟩", even, 2));
    table.add(mean("M4", "<M^4>", "⟨M⁴⟩", even, 4));
    table.add(
        of(
            "chiAbs",
            "V (<M^2> - <|M|>^2)",
            "V(⟨M²⟩−⟨|M|⟩²)",
            new Functions.Variance(volume, 2, Primaries.ABS_M)));
    table.add(of("chi", "V (<M^2> - <M>^2)", "V(⟨M²⟩−⟨M⟩²)", new Functions.Variance(volume, 2, 1)));
    table.add(binder("1 - <M^4>/(3 <M^2>^2)", 2, 4));
    table.add(mean("phi2", "<phi^2>", "⟨φ²⟩", even, Primaries.PHI2));
    table.add(mean("phi4", "<phi^4>", "⟨φ⁴⟩", even, Primaries.PHI4));
    // what Fukushima and Kamata, arXiv 2411.11297, print as <phi^4>_c
    table.add(
        of("phi2Variance", "<phi^4> - <phi^2>^2", "⟨φ⁴⟩−⟨φ²⟩²", new Functions.SquareVariance())
            .unlisted());
    if (volume > 1) {
      table.add(mean("nn", "<sum_mu phi_x phi_{x+mu}>", "⟨nn⟩", even, Primaries.NN));
    }
    table.add(mean("actionDensity", "<S>/V", "⟨S⟩/V", even, Primaries.ACTION_DENSITY));
    if (volume > 1) {
      int length = Arrays.stream(lattice.shape()).max().orElseThrow();
      table.add(
          of(
              "xi",
              "sqrt(G(0)/G(p_min) - 1)/(2 sin(pi/L)), G(p) = <|phi_p|^2>, G(0) = V <M^2>",
              "ξ",
              new Functions.CorrelationLength(volume, length)));
    }
    table.add(
        new Observable(
            SCHWINGER_DYSON,
            "<sum_x phi_x dS/dphi_x>/V",
            "⟨φ·∂S⟩/V",
            1,
            even,
            true,
            new Functions.Mean(Primaries.SCHWINGER_DYSON)));
    for (int n = 2; n <= Primaries.HIGHEST_POWER; n++) {
      String label = "⟨M" + superscript(n) + "⟩_c";
      // Moments stand at the indices 1 to 8 of the primaries, |M| at 0.
      table.add(
          of("cumulant" + n, "cumulant of M of order " + n, label, Cumulants.quantity(n))
              .unlisted());
    }
    if (volume > 1) {
      table.add(
          mean("gPmin", "<|phi_p|^2> at p_min = 2 pi/L", "G(p_min)", even, Primaries.G_PMIN)
              .unlisted());
      for (int t = 0; t < ObservableKernel.correlatorLength(lattice); t++) {
        String formula = "C(" + t + ") = (1/V) <sum_a s_a s_{a+" + t + "}>, s_a = sum over slice a";
        table.add(
            mean("correlator" + t, formula, "C(" + t + ")", !even, Primaries.CORRELATOR + t)
                .unlisted());
      }
    }
    return table;
  }

  /**
   * &lt;exp(-Delta H)&gt;, for ensembles whose every configuration has its Delta H.
   *
   * @return the observable, exactly 1 for a correct algorithm in equilibrium
   */
  public static Observable expMinusDeltaH() {
    return expMinusDeltaH(Primaries.UPDATES + UpdatePrimaries.EXP_MINUS_DELTA_H);
  }

  static Observable expMinusDeltaH(int index) {
    return new Observable(
            "expMinusDeltaH",
            "<exp(-Delta H)>",
            "⟨exp(−ΔH)⟩",
            1,
            false,
            true,
            new Functions.Mean(index))
        .unlisted();
  }

  /** A bounded relative of the former: see {@link EnsembleChecks}. */
  static Observable deltaHBalance(int index) {
    return checked("deltaHBalance", "<sign(Delta H) min(1, exp(-Delta H))>", 0, index);
  }

  /**
   * The equations beside that of {@code schwingerDyson}, see {@link ObservableKernel}. On one site
   * all but one say the same as that.
   */
  static List<Observable> identities(Lattice lattice) {
    List<Observable> table = new ArrayList<>();
    table.add(
        checked(
            SCHWINGER_DYSON + "Cube",
            "<sum_x (phi_x^3 dS/dphi_x - 3 phi_x^2)>/V",
            0,
            Primaries.CUBE));
    if (lattice.volume() > 1) {
      table.add(
          checked(
              SCHWINGER_DYSON + "Neighbours",
              "<sum_x dS/dphi_x sum_mu (phi_{x+mu} + phi_{x-mu})>/V",
              0,
              Primaries.NEIGHBOURS));
      table.add(
          checked(SCHWINGER_DYSON + "ZeroMode", "<M sum_x dS/dphi_x>", 1, Primaries.ZERO_MODE));
      table.add(
          checked(
              SCHWINGER_DYSON + "Pmin",
              "<Re phi_p^* (dS/dphi)_p> at p_min = 2 pi/L",
              1,
              Primaries.P_MIN));
    }
    return table;
  }

  /** A further Schwinger-Dyson equation of complex fields, of mean 0; see {@link ComplexKernel}. */
  static Observable equation(String name, int index) {
    return checked(name, "<" + name + ">", 0, index);
  }

  /**
   * The Schwinger-Dyson equations of real fields on a lattice, each the mean of the column of its
   * name that {@link ObservableKernel} records.
   *
   * @param lattice the lattice
   * @return those of phi, phi^3, the neighbours, M and the smallest momentum, each with its {@link
   *     #exact()} value; the first two on a single site
   */
  public static List<Observable> equations(Lattice lattice) {
    List<Observable> table = new ArrayList<>(standard(lattice));
    table.removeIf(observable -> !observable.isIdentity());
    table.addAll(identities(lattice));
    return table;
  }

  /**
   * A Schwinger-Dyson equation.
   *
   * @param formula the formula in plain text
   * @param label a short label in Unicode
   * @param exact the value every correct ensemble has
   * @param index the place of the primary quantity that it is the mean of
   * @return the observable {@code schwingerDyson}
   */
  public static Observable identity(String formula, String label, double exact, int index) {
    return mean(SCHWINGER_DYSON, formula, label, exact, false, index);
  }

  /**
   * A multiple of the mean of a primary quantity.
   *
   * @param name the name in files
   * @param formula the formula in plain text
   * @param label a short label in Unicode
   * @param factor the factor
   * @param index the place of the primary quantity
   * @return the observable
   */
  public static Observable scaled(
      String name, String formula, String label, double factor, int index) {
    return of(name, formula, label, new Functions.Scaled(factor, index));
  }

  /**
   * The variance of a quantity from its mean and that of its square, times a factor.
   *
   * @param name the name in files
   * @param formula the formula in plain text
   * @param label a short label in Unicode
   * @param factor the factor
   * @param square the place of the square
   * @param index the place of the quantity
   * @return the observable
   */
  public static Observable variance(
      String name, String formula, String label, double factor, int square, int index) {
    return of(name, formula, label, new Functions.Variance(factor, square, index));
  }

  /**
   * The Binder cumulant of a quantity, 1 - m4/(3 m2^2).
   *
   * @param formula the formula in plain text
   * @param square the place of the square
   * @param fourth the place of the fourth power
   * @return the observable {@code binder}
   */
  public static Observable binder(String formula, int square, int fourth) {
    return of("binder", formula, "U_L", new Functions.Binder(square, fourth));
  }

  /** The mean of a primary quantity of which every correct ensemble has the same. */
  private static Observable checked(String name, String formula, double exact, int index) {
    return new Observable(name, formula, formula, exact, false, false, new Functions.Mean(index));
  }

  /**
   * Of the shape of configurations: neither a change of the overall scale nor a flip of clusters
   * changes it, and so it shows whether anything else moves. 1 on a single site.
   */
  static Observable shape() {
    return mean(
        "shape",
        "<V sum_x phi_x^4/(sum_x phi_x^2)^2>",
        "⟨V Σφ⁴/(Σφ²)²⟩",
        Double.NaN,
        true,
        Primaries.SHAPE);
  }

  /**
   * The mean of a primary quantity.
   *
   * @param name the name in files
   * @param formula the formula in plain text
   * @param label a short label in Unicode
   * @param exact the value every correct ensemble has; NaN where there is none
   * @param basic whether thermalization is held by it
   * @param index the place of the primary quantity
   * @return the observable
   */
  public static Observable mean(
      String name, String formula, String label, double exact, boolean basic, int index) {
    return new Observable(name, formula, label, exact, basic, true, new Functions.Mean(index));
  }

  private static Observable mean(
      String name, String formula, String label, boolean basic, int index) {
    return new Observable(name, formula, label, Double.NaN, basic, true, new Functions.Mean(index));
  }

  private static Observable of(
      String name, String formula, String label, DerivedQuantity function) {
    return new Observable(name, formula, label, Double.NaN, false, true, function);
  }

  private static String superscript(int digit) {
    return "⁰¹²³⁴⁵⁶⁷⁸⁹".substring(digit, digit + 1);
  }

  /**
   * The name in files, for example {@code chiAbs}.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * The formula in plain text.
   *
   * @return the formula
   */
  public String formula() {
    return formula;
  }

  /**
   * A short label in Unicode for tables and plots.
   *
   * @return the label
   */
  public String label() {
    return label;
  }

  /**
   * The value that every correct ensemble has in the mean.
   *
   * @return for example 1 for schwingerDyson; empty for most
   */
  public OptionalDouble exact() {
    return Double.isNaN(exact) ? OptionalDouble.empty() : OptionalDouble.of(exact);
  }

  /** Whether this is a plain mean of a quantity even in the field, as thermalization is held by. */
  boolean isBasic() {
    return basic;
  }

  /** The primary quantity that this is the mean of; -1 for a function of several means. */
  int primary() {
    return function instanceof Functions.Mean mean ? mean.index() : -1;
  }

  /** Whether it divides by a mean, so that it has no value where that is 0. */
  boolean isRatio() {
    return function instanceof Functions.Binder || function instanceof Functions.CorrelationLength;
  }

  /** Whether reports print it; else only a check looks at it. */
  boolean isShown() {
    return shown;
  }

  /** The same, but not in the short tables that a run prints. */
  Observable unlisted() {
    return new Observable(name, formula, label, exact, basic, shown, false, function);
  }

  /**
   * Whether the short tables that a run prints have it; files and reports have more.
   *
   * @return false for cumulants, correlators and the like
   */
  public boolean isListed() {
    return listed;
  }

  /** Whether this is one of the Schwinger-Dyson equations of real fields, judged together. */
  boolean isIdentity() {
    return name.equals(SCHWINGER_DYSON) || (!shown && name.startsWith(SCHWINGER_DYSON));
  }

  /** Whether the value depends on the mean of an odd power of M: such need tunnelling. */
  boolean isOddSensitive(double[] means) {
    double[] gradient = new double[means.length];
    gradient(means, gradient);
    for (int k = 1; k <= Primaries.HIGHEST_POWER; k += 2) {
      if (gradient[k] != 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  public double value(double[] means) {
    return function.value(means);
  }

  @Override
  public void gradient(double[] means, double[] gradient) {
    function.gradient(means, gradient);
  }

  @Override
  public String toString() {
    return name + " = " + formula;
  }
}
