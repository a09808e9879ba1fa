/**
 * Benchmarks: JMH classes and whole-process comparisons, run by the Maven profile {@code bench}.
 */
package org.fieldbeam.bench;
