/** Algorithms for fields of angles: heat bath, overrelaxation, clusters. */
package org.fieldbeam.core.markov.angle;
