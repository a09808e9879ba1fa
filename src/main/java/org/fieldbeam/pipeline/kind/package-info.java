/** The stages that a pipeline file can name, and how their keys are read. */
package org.fieldbeam.pipeline.kind;
