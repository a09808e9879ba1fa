/** Export to the files of other programs. */
package org.fieldbeam.data.export;
