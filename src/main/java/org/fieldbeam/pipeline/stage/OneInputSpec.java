package org.fieldbeam.pipeline.stage;

import java.util.List;

/** A stage that reads one thing, of which {@link #wanted} says all that rules ask. */
public interface OneInputSpec extends StageSpec {
  /** What it reads. */
  Reference from();

  @Override
  default List<Reference> inputs() {
    return List.of(from());
  }

  @Override
  default void check(StageRules rules) {
    // what it reads is all that there are rules for
  }
}
