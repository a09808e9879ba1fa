/**
 * Configurations as rows of Beam's: out of ensembles, into transforms of other libraries, and back.
 */
package org.fieldbeam.pipeline.rows;
