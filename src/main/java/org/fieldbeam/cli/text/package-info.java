/** What the command line prints to and reads from: terminals, tables, quantities, options. */
package org.fieldbeam.cli.text;
