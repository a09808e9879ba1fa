package org.fieldbeam.beam.model;

import java.util.Optional;
import org.fieldbeam.data.model.ModelFormat;

/** A format of models that can be sampled from. */
public interface SampledFormat extends ModelFormat {

  /**
   * Reads a model.
   *
   * @param folder folder of a train stage
   * @throws org.fieldbeam.data.UserException if it is damaged
   */
  SampledModel open(String folder);

  /**
   * What samplers need to know of a model, by its file alone.
   *
   * @throws org.fieldbeam.data.UserException if it is damaged
   */
  ModelFacts facts(String folder);

  /**
   * Reads a model for a few configurations at once, to draw their way from noise.
   *
   * @param configurations how many are evaluated together
   * @throws org.fieldbeam.data.UserException if it is damaged
   */
  default SampledModel openForFilm(String folder, int configurations) {
    return open(folder);
  }

  /** Why a report should not evaluate a model for a picture; empty if it may. */
  default Optional<String> filmObstacle(String folder) {
    return Optional.empty();
  }
}
