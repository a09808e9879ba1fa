/** Score models as stages sample from them: the files of a model folder, and the exact ones. */
package org.fieldbeam.beam.model;
