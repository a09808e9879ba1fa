package org.fieldbeam.beam.model;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.ActionDescription;
import org.fieldbeam.core.action.HoppingForm;
import org.fieldbeam.core.diffusion.TimeGrid;
import org.fieldbeam.core.diffusion.TimeModel;
import org.fieldbeam.core.exact.ExactMoments;
import org.fieldbeam.core.exact.ExactNoisedScore;
import org.fieldbeam.core.exact.NoisedLaw;
import org.fieldbeam.core.exact.SiteLaw;
import org.fieldbeam.core.schedule.NoiseSchedule;

/**
 * The exact score of the noised ensemble of an action whose sites do not couple: what a perfectly
 * trained model would be. What its samples are off by is the sampler's doing.
 *
 * @param action the action, without hopping
 * @param schedule the noise schedule
 */
public record ExactModel(Action action, NoiseSchedule schedule) implements UntrainedModel {
  private static final long serialVersionUID = 1L;

  /**
   * Checks the action.
   *
   * @throws IllegalArgumentException if neighbouring sites are coupled, or a site has other powers
   */
  public ExactModel {
    if (HoppingForm.quarticSites(action).isEmpty()) {
      throw new IllegalArgumentException(
          "the exact score is known for actions without hopping whose sites have c2 phi^2 + c4"
              + " phi^4, given "
              + action
              + "; train a model instead");
    }
  }

  @Override
  public String name() {
    return "exact";
  }

  @Override
  public ModelFacts facts() {
    return new ModelFacts.InTime(action.layout(), schedule, 0, true);
  }

  @Override
  public SampledModel open() {
    return new SampledModel.OfTime(timeModel());
  }

  /**
   * Makes sure that a sampler can use the model: tries the score of a site at both ends of its
   * times and in the middle.
   *
   * @throws IllegalArgumentException if its settings do not suit the model, or the score is not
   *     known
   */
  @Override
  public void require(Sampler sampler) {
    TimeModel model = timeModel();
    sampler.of(model);
    TimeGrid grid = sampler.time().grid(model);
    SiteLaw law = SiteLaw.of(action);
    double wide = 3 * Math.sqrt(model.meanSquare());
    for (double t : new double[] {grid.end(), grid.time(grid.steps() / 2), grid.time(0)}) {
      NoisedLaw noised = NoisedLaw.of(law, schedule, t);
      double far = schedule.alpha(t) * wide + 3 * schedule.sigma(t);
      for (double x : new double[] {far, far / 100}) {
        if (!Double.isFinite(noised.score(x) + noised.divergence(x))) {
          throw new IllegalArgumentException(
              "the exact score of "
                  + action
                  + " is not finite at phi = "
                  + x
                  + " and the time "
                  + t
                  + " of the schedule "
                  + schedule
                  + "; change the parameters of the schedule, or end earlier");
        }
      }
    }
  }

  /** The score and what sampling needs to know beside it. */
  public TimeModel timeModel() {
    return new TimeModel(
        ExactNoisedScore.of(action, schedule),
        schedule,
        Optional.of(action),
        ExactMoments.of(action).moment(2).re());
  }

  @Override
  public SortedMap<String, Object> parameters() {
    SortedMap<String, Object> tree = actionTree(action);
    tree.put("diffusion", Map.of(schedule.name(), schedule.parameters()));
    return tree;
  }

  /** The keys {@code action} and {@code lattice} of an action. */
  static SortedMap<String, Object> actionTree(Action action) {
    ActionDescription description = action.description();
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("action", Map.of(description.name(), description.parameterTree()));
    tree.put("lattice", Arrays.stream(action.lattice().shape()).boxed().toList());
    return tree;
  }
}
