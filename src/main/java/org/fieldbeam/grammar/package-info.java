/**
 * What may stand in a file: a table of typed keys says it; {@link
 * org.fieldbeam.grammar.ValueReader} checks a tree of any format against it and reports every error
 * with its place; the JSON Schema for editors is written from the same table. What a file can name
 * is a {@link org.fieldbeam.grammar.Kind}, and {@link org.fieldbeam.grammar.Kinds} finds them.
 */
package org.fieldbeam.grammar;
