package org.fieldbeam.core.observable;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fieldbeam.core.statistics.DerivedQuantity;

/**
 * An observable: its name in files, its formula, how a report labels it, its exact value where it
 * is known, and the function of the means of {@link Quantity}s that it is. A {@link Recording}
 * makes it; the methods that begin with {@code as} return the same with a further property.
 */
public final class Observable implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final String formula;
  private final String label;
  private final List<String> quantities;
  private final DerivedQuantity function;
  private double exact = Double.NaN;
  private boolean basic;
  private boolean shown = true;
  private boolean listed = true;
  private boolean identity;
  private boolean ratio;
  private boolean estimated = true;
  private boolean derived;
  private int compared;
  private String condition = "";

  private Observable(
      String name,
      String formula,
      String label,
      List<String> quantities,
      DerivedQuantity function) {
    this.name = name;
    this.formula = formula;
    this.label = label;
    this.quantities = List.copyOf(quantities);
    this.function = function;
  }

  /** The mean of the quantity of the same number. */
  private record First() implements DerivedQuantity {
    private static final long serialVersionUID = 1L;

    @Override
    public double value(double[] means) {
      return means[0];
    }

    @Override
    public void gradient(double[] means, double[] gradient) {
      gradient[0] = 1;
    }
  }

  /**
   * Returns the mean of the quantity of the same name.
   *
   * @param name the name in files
   * @param formula the formula in plain text
   * @param label a short label in Unicode
   */
  public static Observable mean(String name, String formula, String label) {
    return new Observable(name, formula, label, List.of(name), new First());
  }

  /**
   * Returns a function of means.
   *
   * @param name the name in files
   * @param formula the formula in plain text
   * @param label a short label in Unicode
   * @param quantities the quantities whose means it is a function of
   * @param function the function, of these means in this order
   */
  public static Observable of(
      String name,
      String formula,
      String label,
      List<String> quantities,
      DerivedQuantity function) {
    return new Observable(name, formula, label, quantities, function);
  }

  private Observable copy() {
    Observable copy = new Observable(name, formula, label, quantities, function);
    copy.exact = exact;
    copy.basic = basic;
    copy.shown = shown;
    copy.listed = listed;
    copy.identity = identity;
    copy.ratio = ratio;
    copy.estimated = estimated;
    copy.derived = derived;
    copy.compared = compared;
    copy.condition = condition;
    return copy;
  }

  /** Returns the same with the value that every correct ensemble has; NaN for none. */
  public Observable asExactly(double value) {
    Observable copy = copy();
    copy.exact = value;
    return copy;
  }

  /**
   * Returns the same as a quantity even in the field, a plain mean: thermalization is held by it.
   */
  public Observable asBasic() {
    Observable copy = copy();
    copy.basic = true;
    return copy;
  }

  /** Returns the same, but not in the short tables that a run prints. */
  public Observable asUnlisted() {
    Observable copy = copy();
    copy.listed = false;
    return copy;
  }

  /** Returns the same, but for checks alone: neither files nor reports have it. */
  public Observable asHidden() {
    Observable copy = copy();
    copy.shown = false;
    copy.listed = false;
    return copy;
  }

  /** Returns the same as a Schwinger-Dyson equation, of which all are judged together. */
  public Observable asIdentity() {
    Observable copy = copy();
    copy.identity = true;
    return copy;
  }

  /** Returns the same as one that divides by a mean: it has no value where that is 0. */
  public Observable asRatio() {
    Observable copy = copy();
    copy.ratio = true;
    return copy;
  }

  /** Returns the same, a plain mean, as one that only shows whether chains move. */
  public Observable asMotion() {
    Observable copy = asHidden();
    copy.estimated = false;
    return copy;
  }

  /**
   * Returns the same, a plain mean, as one that ensembles are compared by.
   *
   * @param order where it stands among the others, from 1 on: of few configurations only the first
   *     ones are compared
   */
  public Observable asCompared(int order) {
    Observable copy = copy();
    copy.compared = order;
    return copy;
  }

  /** Returns the same for ensembles in which a quantity is 1 for every configuration. */
  public Observable whereAlways(String quantity) {
    Observable copy = copy();
    copy.condition = quantity;
    return copy;
  }

  /** Returns the same as one that a user derives from others. */
  Observable asDerived() {
    Observable copy = copy();
    copy.derived = true;
    return copy;
  }

  /** Returns the name in files, for example {@code chiAbs}. */
  public String name() {
    return name;
  }

  /** Returns the formula in plain text. */
  public String formula() {
    return formula;
  }

  /** Returns a short label in Unicode for tables and plots. */
  public String label() {
    return label;
  }

  /** Returns the label of the quantity whose mean it is: {@code |M|} of {@code ⟨|M|⟩}. */
  public String quantityLabel() {
    return label.matches("⟨[^⟨⟩]*⟩") ? label.substring(1, label.length() - 1) : label;
  }

  /** Returns the quantities whose means it is a function of. */
  public List<String> quantities() {
    return quantities;
  }

  /** Returns the function, of the means of its quantities in their order. */
  public DerivedQuantity function() {
    return function;
  }

  /**
   * Returns the value that every correct ensemble has in the mean, for example 1 for
   * schwingerDyson; empty for most.
   */
  public OptionalDouble exact() {
    return Double.isNaN(exact) ? OptionalDouble.empty() : OptionalDouble.of(exact);
  }

  /** Returns whether this is a plain mean even in the field, as thermalization is held by. */
  public boolean isBasic() {
    return basic;
  }

  /** Returns whether this is the mean of one quantity. */
  public boolean isMean() {
    return function instanceof First;
  }

  /** Returns whether it divides by a mean, so that it has no value where that is 0. */
  public boolean isRatio() {
    return ratio;
  }

  /** Returns whether files and reports have it; else only a check looks at it. */
  public boolean isShown() {
    return shown;
  }

  /**
   * Returns whether the short tables that a run prints have it; files and reports have more, such
   * as cumulants and correlators.
   */
  public boolean isListed() {
    return listed;
  }

  /** Returns whether a user derives it from others. */
  public boolean isDerived() {
    return derived;
  }

  /** Returns whether this is a Schwinger-Dyson equation, judged together with the others. */
  public boolean isIdentity() {
    return identity;
  }

  /** Returns whether it is estimated; else it only shows whether chains move. */
  boolean isEstimated() {
    return estimated;
  }

  /** Where it stands among those that ensembles are compared by; 0 if it is none of them. */
  int compared() {
    return compared;
  }

  /** The quantity that has to be 1 for every configuration; empty if there is none. */
  Optional<String> condition() {
    return condition.isEmpty() ? Optional.empty() : Optional.of(condition);
  }

  @Override
  public String toString() {
    return name + " = " + formula;
  }
}
