/** Langevin dynamics of real fields, with and without a kernel. */
package org.fieldbeam.core.markov.langevin;
