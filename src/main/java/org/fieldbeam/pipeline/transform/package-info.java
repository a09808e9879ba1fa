/**
 * What transforms for other languages share: typed configurations, the folders that go from one to
 * the next, and errors in the words of a pipeline file.
 */
package org.fieldbeam.pipeline.transform;
