/** Which stages are to run, from what their folders hold. */
package org.fieldbeam.pipeline.plan;
