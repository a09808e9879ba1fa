package org.fieldbeam.pipeline.kind;

import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.grammar.Kind;
import org.fieldbeam.grammar.Kinds;
import org.fieldbeam.grammar.Value;

/** A way to make samples exact. */
public interface CorrectionKind extends Kind {

  /** Returns all corrections. */
  static Kinds<CorrectionKind> all() {
    return Kinds.of(CorrectionKind.class, "correction");
  }

  /** Whether the result counts by weights; if not, all its configurations count alike. */
  boolean isWeighted();

  /** Whether it accepts and rejects proposals, each shard a chain whose first is not decided on. */
  boolean decides();

  /**
   * Returns the transform, from the folder of the samples to that of the result.
   *
   * @param parameters a value of the kind's keys
   * @param seed the seed of all random numbers
   * @param output where the result goes
   */
  PTransform<PCollection<Folder>, PCollection<Folder>> transform(
      Value parameters, long seed, StageOutput output);
}
