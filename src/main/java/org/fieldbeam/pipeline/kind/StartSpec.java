package org.fieldbeam.pipeline.kind;

import java.util.Optional;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.markov.StartKind;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.stage.Reference;

/**
 * Where the chains of a {@code generate} stage start.
 *
 * @param name name of the kind of start
 * @param start where the chains start; empty for configurations of an ensemble
 * @param dataset the ensemble, of which each chain has a configuration
 */
public record StartSpec(String name, Optional<Start> start, Optional<Reference> dataset) {

  /** Reads a start. */
  static StartSpec of(Value value) {
    StartKind kind = StartKind.all().of(value);
    Optional<Start> start = kind.start(value.body());
    Optional<Reference> dataset =
        value.references(Type.REFERENCE).stream().map(Reference::of).findFirst();
    if (start.isPresent() == dataset.isPresent()) {
      throw new IllegalStateException(
          "the start " + kind.name() + " is to have either a rule or an ensemble to start from");
    }
    return new StartSpec(kind.name(), start, dataset);
  }

  /** Whether the chains start from independent numbers. */
  boolean isHot() {
    return start.filter(Start::isHot).isPresent();
  }
}
