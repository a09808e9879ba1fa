package org.fieldbeam.beam.shard;

import java.io.Serializable;
import org.fieldbeam.data.dataset.DatasetFolder;

/**
 * The dataset that a worker used last: its tasks mostly follow each other on one dataset, whose
 * manifest then is read once and not once per task.
 */
public final class LastDataset implements Serializable {
  private static final long serialVersionUID = 1L;

  private transient DatasetFolder dataset;

  /** The dataset of a folder, by its manifest alone. */
  public DatasetFolder open(String folder) {
    if (dataset == null || !dataset.path().equals(folder)) {
      dataset = DatasetFolder.openLazily(folder);
    }
    return dataset;
  }
}
