package org.fieldbeam.pipeline;

import java.util.OptionalDouble;

/** How noise levels are spaced. */
public sealed interface LadderSpec {

  /** Equal steps. */
  record Uniform() implements LadderSpec {}

  /** Equal ratios. */
  record Geometric() implements LadderSpec {}

  /**
   * tau_i = a ((1 + T/a)^(i/N) - 1).
   *
   * @param a scale up to which the spacing is nearly even
   * @param top T, the largest tau; empty: chosen from the data
   */
  record ShiftedGeometric(double a, OptionalDouble top) implements LadderSpec {}

  /**
   * Equal steps in sigma^(1/rho) (Karras et al., arXiv 2206.00364).
   *
   * @param rho exponent
   */
  record Edm(double rho) implements LadderSpec {}
}
