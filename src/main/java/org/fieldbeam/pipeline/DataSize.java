package org.fieldbeam.pipeline;

/**
 * Size of what a stage reads.
 *
 * @param volume sites of the lattice, 0 if the file does not tell
 * @param rows rows
 * @param shards shards
 */
public record DataSize(long volume, long rows, long shards) {

  /** The size of what a planned stage writes. */
  static DataSize of(PlannedStage stage) {
    return new DataSize(stage.cost().volume(), stage.cost().rows(), stage.cost().shards());
  }
}
