package org.fieldbeam.beam;

import java.io.Serializable;
import org.fieldbeam.data.DatasetFolder;

/**
 * The dataset that a worker used last: its tasks mostly follow each other on one dataset, whose
 * manifest then is read once and not once per task.
 */
final class LastDataset implements Serializable {
  private static final long serialVersionUID = 1L;

  private transient DatasetFolder dataset;

  /** The dataset of a folder, by its manifest alone. */
  DatasetFolder open(String folder) {
    if (dataset == null || !dataset.path().equals(folder)) {
      dataset = DatasetFolder.openLazily(folder);
    }
    return dataset;
  }
}
