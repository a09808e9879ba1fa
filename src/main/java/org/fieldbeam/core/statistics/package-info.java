/**
 * Errors of Markov-chain and importance-weighted averages: the Gamma-method for primary and derived
 * quantities, streaming and in bounded memory; sums whose bits do not depend on the order in which
 * workers deliver; checks.
 *
 * <p>An ensemble is passed over twice. {@link org.fieldbeam.core.statistics.MeanSums} takes the
 * means of the primary quantities; {@link org.fieldbeam.core.statistics.ProjectedDeviations}
 * linearises every derived quantity at these means; {@link org.fieldbeam.core.statistics.GammaSums}
 * takes the autocovariances of the projected deviations; {@link
 * org.fieldbeam.core.statistics.GammaMethod} turns them into {@link
 * org.fieldbeam.core.statistics.Estimate}s. The sums of a shard are plain {@code double[]}s, joined
 * by {@link org.fieldbeam.core.statistics.TreeSum} in a fixed tree over shard numbers.
 */
package org.fieldbeam.core.statistics;
