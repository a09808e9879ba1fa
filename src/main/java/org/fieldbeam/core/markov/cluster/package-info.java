/** Metropolis updates with Wolff clusters of signs. */
package org.fieldbeam.core.markov.cluster;
