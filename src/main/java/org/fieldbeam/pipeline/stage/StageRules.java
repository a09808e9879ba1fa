package org.fieldbeam.pipeline.stage;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fieldbeam.grammar.Problems;

/** What the rules of one stage of a file look at. */
public interface StageRules {
  /** The stages before it. */
  List<StageSpec> earlier();

  /** What the stages before it will write, by name, as far as it is foreseen. */
  Map<String, Foreseen> foreseen();

  /** Where broken rules are reported. */
  Problems problems();

  /** Requires that something that the stage refers to, beside its inputs, is there and suits. */
  void require(Reference reference, Set<StageSpec.Product> wanted);
}
