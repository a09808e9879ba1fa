/** Import from the files of other programs. */
package org.fieldbeam.data.exchange;
