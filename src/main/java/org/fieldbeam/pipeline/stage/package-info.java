/**
 * What a stage of a pipeline file is: what it reads and writes, its rules, its cost, and what is
 * foreseen of its output before anything runs.
 */
package org.fieldbeam.pipeline.stage;
