/**
 * Rows of datasets in batches: a reader and a writer for each kind of dataset, the order of chains
 * and steps.
 */
package org.fieldbeam.data.row;
