package org.fieldbeam.pipeline.kind;

import static org.fieldbeam.grammar.Key.optional;
import static org.fieldbeam.grammar.Key.required;
import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.Optional;
import org.fieldbeam.beam.model.ClosedModel;
import org.fieldbeam.beam.model.ExactModel;
import org.fieldbeam.beam.model.UntrainedModel;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.schedule.LadderKind;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.ScheduleKind;
import org.fieldbeam.core.schedule.Spacing;
import org.fieldbeam.core.schedule.Spacings;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.grammar.Kind;
import org.fieldbeam.grammar.Kinds;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.grammar.ValueReader;

/** A kind of model that needs no training. */
public interface UntrainedModelKind extends Kind {

  /** Returns all kinds of models that need no training. */
  static Kinds<UntrainedModelKind> all() {
    return Kinds.of(UntrainedModelKind.class, "model without training");
  }

  /**
   * Returns the model that an ensemble was sampled from, if it was one without training.
   *
   * @throws IllegalArgumentException if there is no such model
   */
  static Optional<UntrainedModel> of(DatasetInfo info) {
    if (info.property(DatasetInfo.MODEL) == null) {
      return Optional.empty();
    }
    String where = "dataset " + info.id();
    JsonObject json = JsonObject.of(info.property(DatasetInfo.MODEL), where);
    UntrainedModelKind kind = all().get(json.string("name"));
    return Optional.of(
        kind.model(
            ValueReader.require(json.object("parameters").tree(), kind.about().keys(), where)));
  }

  /**
   * Returns the model of some parameters.
   *
   * @param parameters a value of the kind's keys
   * @throws IllegalArgumentException if there is no such model
   */
  UntrainedModel model(Value parameters);

  /** The model {@code exact}. */
  @AutoService(UntrainedModelKind.class)
  final class OfAction implements UntrainedModelKind {
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
    public UntrainedModel model(Value parameters) {
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

  /** The model {@code closedForm}. */
  @AutoService(UntrainedModelKind.class)
  final class OfClosedForm implements UntrainedModelKind {
    /** Where the ladder goes over from even steps to equal ratios; good from beta = 1 to 11. */
    private static final double SHIFT = 0.3;

    @Override
    public About about() {
      return About.of(
              "closedForm",
              "The effective action of every noise level in closed form, of U(1) gauge theory in two"
                  + " dimensions: noise with the covariance of the massless propagator is white on"
                  + " plaquettes, and moves topology at every beta. By the sampler flow.",
              Fields.of(
                  required("action", PhysicsGrammar.action(), "U(1) gauge theory."),
                  required("lattice", PhysicsGrammar.LATTICE, "Lattice extents, of two axes."),
                  withDefault(
                      "levels",
                      new Whole(2, 10_000),
                      "24",
                      "Number of noise levels; the flow by rk4 evaluates twice as often."),
                  withDefault(
                      "T",
                      new Real(0, false, 1000, true),
                      "16",
                      "Largest tau; what is left of a plaquette's cosine there is exp(-T/2)."),
                  optional(
                      "ladder",
                      LadderKind.all().choice(),
                      "Spacing of the levels; shiftedGeometric with a = 0.3 if left out.")))
          .withFormula(
              "S_tau = max_eta [-sum_p log f(theta_p - eta) - V eta^2/(2 tau)] + log(tau D/V)/2, f(t) ="
                  + " sum_n I_n(beta) exp(-tau n^2/2 + i n t), D = V/tau - sum_p g''(theta_p - eta),"
                  + " g = -log f");
    }

    @Override
    public UntrainedModel model(Value parameters) {
      Spacing spacing =
          parameters
              .find("ladder")
              .map(ladder -> LadderKind.all().of(ladder).spacing(ladder.body()))
              .orElseGet(() -> new Spacings.ShiftedGeometric(SHIFT));
      return new ClosedModel(
          PhysicsReader.action(parameters),
          spacing.ladder(parameters.get("levels").integer(), parameters.get("T").real()));
    }
  }
}
