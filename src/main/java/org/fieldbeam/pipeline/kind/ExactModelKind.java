package org.fieldbeam.pipeline.kind;

import static org.fieldbeam.grammar.Key.required;
import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import org.fieldbeam.beam.model.ExactModel;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.ScheduleKind;
import org.fieldbeam.grammar.Kind;
import org.fieldbeam.grammar.Kinds;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Value;

/** A kind of model that needs no training. */
public interface ExactModelKind extends Kind {

  /** Returns all kinds of models that need no training. */
  static Kinds<ExactModelKind> all() {
    return Kinds.of(ExactModelKind.class, "model without training");
  }

  /**
   * Returns the model of some parameters.
   *
   * @param parameters a value of the kind's keys
   * @throws IllegalArgumentException if there is no such model
   */
  ExactModel model(Value parameters);

  /** The model {@code exact}. */
  @AutoService(ExactModelKind.class)
  final class OfAction implements ExactModelKind {
    @Override
    public About about() {
      return About.of(
          "exact",
          "The exact score of the noised ensemble, by quadrature.",
          Fields.of(
              required("action", PhysicsGrammar.action(), "An action without hopping."),
              required("diffusion", ScheduleKind.all().choice(), "Noise schedule."),
              withDefault("lattice", PhysicsGrammar.LATTICE, "[1]", "Lattice extents.")));
    }

    @Override
    public ExactModel model(Value parameters) {
      NoiseSchedule schedule = NoiseSchedule.of(parameters.get("diffusion"));
      Action action;
      try {
        action = PhysicsReader.action(parameters);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "the exact score is known for actions of real fields without hopping, on the lattice that the"
                + " key lattice gives ([1] where it is left out): "
                + e.getMessage(),
            e);
      }
      return new ExactModel(action, schedule);
    }
  }
}
