package org.fieldbeam.pipeline;

/**
 * What a stage takes, estimated from the pipeline file alone.
 *
 * @param volume sites of the lattice
 * @param shards files it writes
 * @param rows rows it writes
 * @param bytes bytes it writes, about: doubles of fields hardly compress
 * @param memoryPerWorker bytes of arrays and buffers that one worker thread holds, about
 * @param shuffledBytes bytes that travel between workers, about
 */
public record StageCost(
    long volume, long shards, long rows, long bytes, long memoryPerWorker, long shuffledBytes) {}
