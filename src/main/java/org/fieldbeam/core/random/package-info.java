/**
 * Counter-based random numbers, keyed by what they are for: no global generator, no hidden state,
 * the same numbers on every machine and at every parallelism.
 */
package org.fieldbeam.core.random;
