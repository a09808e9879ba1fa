/** Runners and their options, a stage as one job, and Flink clusters. */
package org.fieldbeam.beam.job;
