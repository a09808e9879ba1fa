/**
 * Datasets: folders of immutable Parquet shards and one manifest; import, export and verification.
 *
 * <p>The Avro schemas in {@code schemas/} are the contract of each kind of dataset. A dataset
 * without a manifest is unfinished and nothing reads it. Every error a user can cause is a {@link
 * org.fieldbeam.data.UserException}.
 */
package org.fieldbeam.data;
