package org.fieldbeam.core.audit;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.FlowSteps;

/**
 * What was found out about the flow of a model beside its proposals: whether its claimed density is
 * that of its Jacobian, and what weights configurations have that it did not propose.
 *
 * @param steps the steps of the flow that this is true of
 * @param jacobians number of configurations whose exact Jacobian was taken; 0 on lattices that are
 *     too large for it
 * @param densityError standard deviation of delta, see {@link
 *     org.fieldbeam.core.diffusion.DensityError}; infinite if the flow ran away, 0 without
 *     Jacobians
 * @param heldOut what held-out configurations of the Markov chain say
 */
public record FlowAudit(FlowSteps steps, int jacobians, double densityError, HeldOut heldOut)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Under this name it stands among the notes of a model's training. */
  public static final String NOTE = "audit";

  private static final String INTEGRATOR = "integrator";
  private static final String EVALUATIONS = "evaluations";
  private static final String JACOBIANS = "jacobians";
  private static final String DENSITY_ERROR = "densityError";
  private static final String CONFIGURATIONS = "heldOutConfigurations";
  private static final String LARGEST = "largestHeldOutLogWeight";
  private static final String SIZE = "heldOutEffectiveSampleSize";

  /**
   * The weights of configurations of the target, which went upwards through the flow.
   *
   * @param configurations how many
   * @param largestLogWeight the largest of {@code -S - log q}; infinite if the flow ran away with
   *     one of them
   * @param effectiveSampleSize {@code 1 / (<w> <1/w>)} over them, which is that of infinitely many
   *     proposals if they are from the target; 0 if the flow ran away
   */
  public record HeldOut(long configurations, double largestLogWeight, double effectiveSampleSize)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** As numbers and texts by name; what is infinite is missing. */
  public Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put(INTEGRATOR, steps.integrator().text());
    tree.put(EVALUATIONS, steps.evaluations());
    tree.put(JACOBIANS, jacobians);
    if (jacobians > 0 && Double.isFinite(densityError)) {
      tree.put(DENSITY_ERROR, densityError);
    }
    tree.put(CONFIGURATIONS, heldOut.configurations());
    if (heldOut.configurations() > 0 && Double.isFinite(heldOut.largestLogWeight())) {
      tree.put(LARGEST, heldOut.largestLogWeight());
      tree.put(SIZE, heldOut.effectiveSampleSize());
    }
    return tree;
  }

  /**
   * Reads what {@link #tree} gave.
   *
   * @param note what stands under a name; empty if that is no such tree
   */
  public static Optional<FlowAudit> of(Object note) {
    return note instanceof Map<?, ?> tree
            && tree.get(INTEGRATOR) instanceof String integrator
            && tree.get(EVALUATIONS) instanceof Number evaluations
            && tree.get(JACOBIANS) instanceof Number jacobians
            && tree.get(CONFIGURATIONS) instanceof Number configurations
        ? Optional.of(
            new FlowAudit(
                new FlowSteps(FlowIntegrator.ofText(integrator), evaluations.intValue()),
                jacobians.intValue(),
                number(
                    tree, DENSITY_ERROR, jacobians.intValue() > 0 ? Double.POSITIVE_INFINITY : 0),
                new HeldOut(
                    configurations.longValue(),
                    number(
                        tree,
                        LARGEST,
                        configurations.longValue() > 0
                            ? Double.POSITIVE_INFINITY
                            : Double.NEGATIVE_INFINITY),
                    number(tree, SIZE, 0))))
        : Optional.empty();
  }

  private static double number(Map<?, ?> tree, String name, double otherwise) {
    return tree.get(name) instanceof Number number ? number.doubleValue() : otherwise;
  }
}
