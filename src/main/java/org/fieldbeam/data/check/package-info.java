/**
 * What can be said of a dataset by reading it: verification against its manifest, and the checks
 * that it brought along.
 */
package org.fieldbeam.data.check;
