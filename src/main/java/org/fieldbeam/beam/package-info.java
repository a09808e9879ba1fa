/**
 * The stages as Apache Beam transforms.
 *
 * <p>Every stage is a public, immutable {@code PTransform} that takes and gives {@link
 * org.fieldbeam.beam.shard.Folder folders} of committed datasets, so that stages chain in one
 * pipeline through data flow alone and a dataset that already exists enters with {@code
 * Create.of(Folder.of("out/hmc"))}. Fields never travel as Beam elements, except through {@link
 * org.fieldbeam.beam.EnsembleIO}.
 *
 * <p>{@link org.fieldbeam.beam.shard.ShardedDataset} is the one idea behind them: small shard tasks
 * are spread over the workers, each worker streams its shard into a file of a fixed name, and one
 * commit writes the manifest. A shard is a pure function of the stage's parameters and its index,
 * so the bytes do not depend on the runner, the parallelism, retries or resumes.
 *
 * <p>{@link org.fieldbeam.beam.job.Runners} gives the options of the runners, {@link
 * org.fieldbeam.beam.job.StageJob} runs a stage as a job with progress.
 */
package org.fieldbeam.beam;
