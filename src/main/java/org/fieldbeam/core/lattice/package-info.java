/** Periodic hypercubic lattices: sites, extents and neighbour tables. */
package org.fieldbeam.core.lattice;
