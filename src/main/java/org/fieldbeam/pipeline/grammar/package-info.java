/**
 * Typed reading of YAML: a table of keys says what a file may hold; the reader checks a file
 * against it and reports every error with its line and column; the JSON Schema for editors is
 * written from the same table.
 */
package org.fieldbeam.pipeline.grammar;
