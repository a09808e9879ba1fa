package org.fieldbeam.pipeline;

import org.fieldbeam.data.Json;
import org.fieldbeam.data.Storage;

/** The file of a score model, as far as planning reads it. */
final class ModelFile {
  static final String NAME = "model.json";

  private ModelFile() {}

  /** The lattice volume of a model. */
  static DataSize size(String file) {
    long volume = 1;
    for (int extent : Json.parseObject(Storage.readText(file), file).ints("shape")) {
      volume *= extent;
    }
    return new DataSize(volume, 0, 0);
  }
}
