package org.fieldbeam.pipeline.stage;

/**
 * Size of what a stage reads.
 *
 * @param volume numbers of a configuration, 0 if the file does not tell
 * @param rows rows
 * @param shards shards
 */
public record DataSize(long volume, long rows, long shards) {}
