/** The effective-action score: its model, level by level, and the form it is written in. */
package org.fieldbeam.core.score.effective;
