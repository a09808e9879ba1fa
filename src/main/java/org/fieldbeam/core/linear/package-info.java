/** Linear algebra of small dense matrices. */
package org.fieldbeam.core.linear;
