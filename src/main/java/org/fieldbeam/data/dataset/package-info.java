/**
 * A dataset as files: its kind and facts, its manifest, its shards with their footers and pages,
 * and the folder that holds them.
 */
package org.fieldbeam.data.dataset;
