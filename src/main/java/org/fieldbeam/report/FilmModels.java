package org.fieldbeam.report;

import java.util.Optional;
import org.fieldbeam.core.diffusion.TimeModel;

/** Reads networks for films: reports know datasets, and not how networks are run. */
@FunctionalInterface
public interface FilmModels {
  /**
   * Reads a model at continuous time, to be evaluated on few configurations.
   *
   * @param folder the folder of the model
   * @param configurations how many are evaluated together
   * @return empty if it cannot be run here, or should not be for a picture alone
   * @throws org.fieldbeam.data.UserException if it is damaged
   */
  Optional<TimeModel> read(String folder, int configurations);
}
