/** Import from and export to the files of other programs. */
package org.fieldbeam.data.exchange;
