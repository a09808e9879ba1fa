package org.fieldbeam.pipeline.kind;

import org.fieldbeam.pipeline.stage.Reference;

/** Where the chains of a {@code generate} stage start. */
public sealed interface StartSpec {

  /** Independent Gaussian sites. */
  record Hot() implements StartSpec {}

  /** The zero field. */
  record Cold() implements StartSpec {}

  /**
   * The configurations of another ensemble, one per chain, in order.
   *
   * @param dataset reference to the ensemble
   */
  record From(Reference dataset) implements StartSpec {}
}
