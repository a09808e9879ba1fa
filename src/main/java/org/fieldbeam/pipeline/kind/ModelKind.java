package org.fieldbeam.pipeline.kind;

import java.util.List;
import org.fieldbeam.grammar.Kind;
import org.fieldbeam.grammar.Kinds;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.stage.Reference;
import org.fieldbeam.pipeline.stage.StageSpec;

/** A kind of score model that a {@code train} stage fits. */
public interface ModelKind extends Kind {

  /** Returns all kinds of score models. */
  static Kinds<ModelKind> all() {
    return Kinds.of(ModelKind.class, "score model");
  }

  /** Names of the files that the training writes, also on the way. */
  List<String> files();

  /**
   * Returns the stage that fits such a model.
   *
   * @param head what all stages have
   * @param from what it is fitted to
   * @param validation share of the chains set apart for validation
   * @param parameters a value of the kind's keys
   * @throws IllegalArgumentException if keys that are allowed each do not fit together
   */
  StageSpec train(StageSpec.Head head, Reference from, double validation, Value parameters);
}
