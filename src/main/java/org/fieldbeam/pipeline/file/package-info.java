/** A pipeline file as a whole: its grammar, its rules and its errors. */
package org.fieldbeam.pipeline.file;
