package org.fieldbeam.pipeline.kind;

import java.util.Optional;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.ComplexLangevin;
import org.fieldbeam.pipeline.stage.Reference;

/** What the chains of a {@code generate} stage do. */
public sealed interface Dynamics {
  /** What the fields consist of. */
  FieldLayout layout();

  /** Numbers of a configuration. */
  long numbers();

  /**
   * Markov chains of real fields.
   *
   * @param action action, which knows its lattice
   * @param algorithm algorithm
   * @param score the model with the learned score of a deformed Langevin equation
   * @param matrix the file with the kernel of a Langevin equation
   */
  record RealChains(
      Action action, Algorithm algorithm, Optional<Reference> score, Optional<Reference> matrix)
      implements Dynamics {
    @Override
    public FieldLayout layout() {
      return action.layout();
    }

    @Override
    public long numbers() {
      return action.layout().size();
    }
  }

  /**
   * Complex Langevin chains.
   *
   * @param action action, which knows its lattice
   * @param algorithm algorithm
   */
  record ComplexChains(ComplexAction action, ComplexLangevin algorithm) implements Dynamics {
    @Override
    public FieldLayout layout() {
      return action.layout();
    }

    @Override
    public long numbers() {
      return 2L * action.values();
    }
  }
}
