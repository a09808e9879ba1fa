package org.fieldbeam.pipeline.kind;

import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.ActionKind;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Choice;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;

/** Lattices and actions in a pipeline file. */
public final class PhysicsGrammar {
  private PhysicsGrammar() {}

  /** Extents of a lattice. */
  public static final Type LATTICE = new Items(new Whole(1, 65_536), 1, 4, false);

  /** Every action that a user can name. */
  public static Choice action() {
    return ActionKind.all().choice(ActionKind::isNamedByUsers);
  }

  /**
   * The action of the values of two keys, {@code lattice} and {@code action}.
   *
   * @throws IllegalArgumentException if its parameters do not fit together, or its fields are
   *     complexified
   */
  public static Action realAction(Value value) {
    return PhysicsReader.action(value);
  }
}
