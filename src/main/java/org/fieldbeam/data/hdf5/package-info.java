/**
 * Files of HDF5, read and written by jHDF: an optional dependency of the library, which the command
 * line brings along. Only this package names it.
 */
package org.fieldbeam.data.hdf5;
