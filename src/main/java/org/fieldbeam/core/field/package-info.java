/** What a field is made of: where its values live, how many there are and what a value is. */
package org.fieldbeam.core.field;
