/**
 * Local and remote file systems behind one door, and JSON: files are written under a temporary name
 * and renamed, so that none is ever seen half written.
 */
package org.fieldbeam.data.storage;
