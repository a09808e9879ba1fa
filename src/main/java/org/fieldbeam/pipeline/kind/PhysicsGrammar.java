package org.fieldbeam.pipeline.kind;

import org.fieldbeam.core.action.ActionKind;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Choice;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Type.Whole;

/** Lattices and actions in a pipeline file. */
public final class PhysicsGrammar {
  private PhysicsGrammar() {}

  static final Type LATTICE = new Items(new Whole(1, 65_536), 1, 4, false);

  static Choice action() {
    return ActionKind.all().choice(ActionKind::isNamedByUsers);
  }
}
