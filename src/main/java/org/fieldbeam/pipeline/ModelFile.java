package org.fieldbeam.pipeline;

import org.fieldbeam.beam.ScoreModels;

/** The file of a score model, as far as planning reads it. */
final class ModelFile {
  static final String NAME = ScoreModels.FILE_NAME;

  private ModelFile() {}

  /** The lattice volume of the model in a folder. */
  static DataSize size(String folder) {
    return new DataSize(ScoreModels.lattice(folder).volume(), 0, 0);
  }

  /** Whether the model in a folder says what the action of its ensemble is. */
  static boolean knowsAction(String folder) {
    return ScoreModels.knowsAction(folder);
  }
}
