package org.fieldbeam.core.schedule;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The steps of a flow from the highest level of a ladder down to level 0: equal ones in the index
 * of the ladder.
 *
 * <p>In n evaluations of the score a sample, rk4 takes n/4 steps and looks at the levels where they
 * begin, end and have their midpoints: n/2 levels above level 0. These have to be levels of the
 * ladder.
 *
 * @param integrator how a step is taken
 * @param evaluations evaluations of the score a sample
 */
public record FlowSteps(FlowIntegrator integrator, int evaluations) implements Serializable {

  /** Checks that there are whole steps. */
  public FlowSteps {
    if (evaluations < 1 || evaluations % integrator.evaluations() != 0) {
      throw new IllegalArgumentException(
          "Flow: "
              + integrator.text()
              + " takes "
              + integrator.evaluations()
              + " evaluations a step, so that their number must be a multiple of it, given "
              + evaluations);
    }
  }

  /**
   * The finest steps that the levels of a ladder allow.
   *
   * @throws IllegalArgumentException if the number of levels does not suit the integrator
   */
  public static FlowSteps finest(FlowIntegrator integrator, int levels) {
    if (levels < 1 || levels % integrator.leastStride() != 0) {
      throw new IllegalArgumentException(
          integrator.text()
              + " steps over two levels at a time and needs an even number of levels; the model has "
              + levels
              + ". Take "
              + (levels + 1)
              + " levels, or heun or euler");
    }
    return new FlowSteps(integrator, levels / integrator.leastStride() * integrator.evaluations());
  }

  /** Number of steps. */
  public int steps() {
    return evaluations / integrator.evaluations();
  }

  /** The number of levels above level 0 that are looked at, which a ladder must have at least. */
  public int levels() {
    return steps() * integrator.leastStride();
  }

  /**
   * The number of levels that a step goes over.
   *
   * @param levels levels of the ladder above level 0
   * @throws IllegalArgumentException if the ladder lacks levels that the steps need: says which
   *     numbers of evaluations its levels allow
   */
  public int stride(int levels) {
    int stride = levels / steps();
    if (levels % levels() != 0) {
      throw new IllegalArgumentException(
          integrator.text()
              + " in "
              + evaluations
              + " evaluations looks at "
              + levels()
              + " levels evenly spaced in the index of the ladder ("
              + nodes(levels)
              + "); the model has been fitted at "
              + levels
              + " levels (1, 2, ... "
              + levels
              + "), which allow "
              + allowed(integrator, levels)
              + " evaluations");
    }
    return stride;
  }

  /** The levels that the steps look at, in units of those of a ladder, from below. */
  private String nodes(int levels) {
    List<String> nodes = new ArrayList<>();
    for (int i = 1; i <= Math.min(3, levels()); i++) {
      nodes.add(String.valueOf(Math.round(1000.0 * i * levels / levels()) / 1000.0));
    }
    return String.join(", ", nodes) + (levels() > 3 ? ", ... " + levels : "");
  }

  /** The numbers of evaluations that a number of levels allows, the finest first. */
  private static String allowed(FlowIntegrator integrator, int levels) {
    List<Integer> allowed = new ArrayList<>();
    for (int stride = integrator.leastStride(); stride <= levels; stride++) {
      if (levels % stride == 0 && stride % integrator.leastStride() == 0) {
        allowed.add(levels / stride * integrator.evaluations());
      }
    }
    return allowed.isEmpty()
        ? "no number of " + integrator.text() + "'s"
        : allowed.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
