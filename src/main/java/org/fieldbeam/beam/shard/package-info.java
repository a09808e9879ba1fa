/**
 * Shards as Beam elements: tasks that are spread over workers, sums in a fixed tree, and the commit
 * of a dataset.
 */
package org.fieldbeam.beam.shard;
