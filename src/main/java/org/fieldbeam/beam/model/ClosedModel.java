package org.fieldbeam.beam.model;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.score.closed.ClosedFormModel;

/**
 * The effective action of a noised ensemble where it is known in closed form; see {@link
 * ClosedFormModel}.
 *
 * @param action the action
 * @param ladder the noise levels
 */
public record ClosedModel(Action action, TimeLadder ladder) implements UntrainedModel {
  private static final long serialVersionUID = 1L;

  /**
   * Checks the action.
   *
   * @throws IllegalArgumentException if no closed form is known of it
   */
  public ClosedModel {
    ClosedFormModel.requireTorus(action);
  }

  @Override
  public String name() {
    return "closedForm";
  }

  @Override
  public SortedMap<String, Object> parameters() {
    SortedMap<String, Object> tree = ExactModel.actionTree(action);
    tree.put("T", ladder.end());
    tree.put("ladder", ladder.choice());
    tree.put("levels", ladder.levels());
    return tree;
  }

  @Override
  public ModelFacts facts() {
    return new ModelFacts.Levels(
        ladder.levels(),
        ladder.isSmooth(),
        OptionalDouble.of(ladder.end()),
        Optional.empty(),
        ClosedFormModel.SHAPE);
  }

  @Override
  public SampledModel open() {
    return new SampledModel.OfLevels(new ClosedFormModel(action, ladder));
  }
}
