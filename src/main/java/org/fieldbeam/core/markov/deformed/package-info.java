/** Langevin dynamics of deformed quantisation. */
package org.fieldbeam.core.markov.deformed;
