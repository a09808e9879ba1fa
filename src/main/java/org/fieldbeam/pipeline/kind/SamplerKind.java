package org.fieldbeam.pipeline.kind;

import org.fieldbeam.beam.model.Sampler;
import org.fieldbeam.grammar.Kind;
import org.fieldbeam.grammar.Kinds;
import org.fieldbeam.grammar.Value;

/** A kind of sampler: how a {@code sample} stage runs the reverse process. */
public interface SamplerKind extends Kind {

  /** Returns all kinds of samplers. */
  static Kinds<SamplerKind> all() {
    return Kinds.of(SamplerKind.class, "sampler");
  }

  /**
   * Returns the sampler of some parameters.
   *
   * @param parameters a value of the kind's keys
   * @throws IllegalArgumentException if keys that are allowed each do not fit together
   */
  Sampler sampler(Value parameters);
}
