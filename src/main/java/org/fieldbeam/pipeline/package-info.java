/** Pipeline files: read and checked, planned against what an output folder holds, and run. */
package org.fieldbeam.pipeline;
