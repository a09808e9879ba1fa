package org.fieldbeam.report.figure.value;

import org.fieldbeam.core.diffusion.TimeModel;

/** Reads score models for figures: reports know datasets, and not how models are stored. */
@FunctionalInterface
public interface ModelSource {
  /**
   * Reads a model at continuous time.
   *
   * @param folder the folder of the model
   * @throws org.fieldbeam.data.UserException if there is none, or it knows levels only
   */
  TimeModel read(String folder);
}
