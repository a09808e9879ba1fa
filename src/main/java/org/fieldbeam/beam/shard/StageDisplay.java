package org.fieldbeam.beam.shard;

import java.util.Map;
import org.apache.beam.sdk.transforms.display.DisplayData;

/** What runners show of a stage: where it writes, its seed, and its settings by name. */
public final class StageDisplay {
  private StageDisplay() {}

  /** Adds the settings of a stage. */
  public static void add(DisplayData.Builder display, DatasetStage stage) {
    add(display, stage.output, stage.settings());
    display.add(DisplayData.item("seed", stage.seed));
  }

  /**
   * Adds settings.
   *
   * @param output where the stage writes; null if that is not known yet
   * @param settings texts, numbers and trees of them, by name
   */
  public static void add(DisplayData.Builder display, StageOutput output, Map<String, ?> settings) {
    if (output != null) {
      display.add(DisplayData.item("into", output.folder()));
    }
    settings.forEach((name, value) -> display.add(DisplayData.item(name, String.valueOf(value))));
  }
}
