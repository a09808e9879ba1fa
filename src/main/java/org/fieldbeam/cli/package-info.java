/** The command line: picocli commands, progress, result tables, exit codes. */
package org.fieldbeam.cli;
