/** The figures that a pipeline file can name: their keys, and what they need of their inputs. */
package org.fieldbeam.pipeline.figure;
