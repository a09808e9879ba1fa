package org.fieldbeam.pipeline.kind;

import static org.fieldbeam.grammar.Key.required;
import static org.fieldbeam.grammar.Key.withDefault;

import java.util.stream.Stream;
import org.fieldbeam.core.schedule.ScheduleKind;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type.Choice;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Option;
import org.fieldbeam.grammar.Type.Real;

/**
 * The keys of noise schedules, ladders and exact models in a pipeline file: part of {@link
 * PipelineGrammar}.
 */
public final class ScoreGrammar {
  private ScoreGrammar() {}

  static Choice diffusion() {
    return ScheduleKind.all().choice();
  }

  /** Ladders in tau = sigma^2 / alpha^2; {@code common} are the keys that all kinds have. */
  static Choice ladder(String uniform, Key... common) {
    return Choice.of(
        new Option("uniform", Fields.of(common), uniform),
        new Option(
            "geometric",
            with(withDefault("first", Real.positive(), "0.01", "Lowest tau."), common),
            "Equal ratios of tau."),
        new Option(
            "shiftedGeometric",
            with(withDefault("a", Real.positive(), "0.5", "Scale of even spacing."), common),
            "tau_i = a ((1 + T/a)^(i/N) - 1)."),
        new Option(
            "edm",
            with(withDefault("sigmaMin", Real.positive(), "0.05", "Lowest sigma."), common),
            "Equal steps in sigma^(1/7) (Karras et al., arXiv 2206.00364)."));
  }

  private static Fields with(Key own, Key... common) {
    return new Fields(Stream.concat(Stream.of(own), Stream.of(common)).toList());
  }

  /** A model that needs no training. */
  public static Choice exact() {
    return Choice.of(
        new Option(
            "exact",
            Fields.of(
                required("action", PhysicsGrammar.action(), "An action without hopping."),
                required("diffusion", diffusion(), "Noise schedule."),
                withDefault("lattice", PhysicsGrammar.LATTICE, "[1]", "Lattice extents.")),
            "The exact score of the noised ensemble, by quadrature."));
  }
}
