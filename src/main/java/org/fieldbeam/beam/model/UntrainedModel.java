package org.fieldbeam.beam.model;

import java.io.Serializable;
import java.util.SortedMap;
import org.fieldbeam.core.action.Action;

/** A model that needs no training and has no files: it follows from its settings. */
public interface UntrainedModel extends Serializable {

  /** Name of its kind, as in pipeline files. */
  String name();

  /** The action of the clean ensemble. */
  Action action();

  /** Its settings by the keys of its kind, as trees of maps, lists, numbers and texts. */
  SortedMap<String, Object> parameters();

  /** What samplers need to know of it, which costs nothing to say. */
  ModelFacts facts();

  /** Makes the model. */
  SampledModel open();

  /**
   * Refuses a sampler that cannot use the model, beyond what {@link #facts} tell.
   *
   * @throws IllegalArgumentException if its settings do not suit the model
   */
  default void require(Sampler sampler) {}
}
