package org.fieldbeam.pipeline.kind;

import org.fieldbeam.core.action.ActionKind;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Choice;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Type.Option;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.pipeline.file.PipelineGrammar;

/** Lattices, actions and starts in a pipeline file: part of {@link PipelineGrammar}. */
public final class PhysicsGrammar {
  private PhysicsGrammar() {}

  static final Type LATTICE = new Items(new Whole(1, 65_536), 1, 4, false);

  public static final Choice START =
      Choice.of(
          Option.word("hot", "Independent Gaussian sites."),
          Option.word("cold", "The ordered field, phi = 1 at all sites."),
          new Option("from", Type.REFERENCE, "Configurations of another ensemble, one per chain."));

  static Choice action() {
    return ActionKind.all().choice(ActionKind::isNamedByUsers);
  }
}
