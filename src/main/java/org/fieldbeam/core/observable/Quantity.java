package org.fieldbeam.core.observable;

/**
 * A number of each configuration whose mean is taken; observables are functions of such means.
 *
 * @param name the name, one of its own among all quantities
 * @param odd whether it changes its sign with the field, so that its mean needs chains that tunnel
 * @param like the quantity that shows whether this one fluctuates; itself where an observable is
 *     its mean
 * @param watched whether the largest value of all configurations is kept
 */
public record Quantity(String name, boolean odd, String like, boolean watched) {

  /** Returns a quantity that is even in the field, and whose mean is an observable. */
  public static Quantity of(String name) {
    return new Quantity(name, false, name, false);
  }

  /** Returns the same as odd in the field. */
  public Quantity asOdd() {
    return new Quantity(name, true, like, watched);
  }

  /** Returns the same, which fluctuates where another does. */
  public Quantity like(String other) {
    return new Quantity(name, odd, other, watched);
  }

  /** Returns the same, of which the largest value is kept. */
  public Quantity asWatched() {
    return new Quantity(name, odd, like, true);
  }
}
