/** Runs a plan, alone in its output folder. */
package org.fieldbeam.pipeline.run;
