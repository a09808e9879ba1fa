/** The NumPy format: headers, types and arrays in {@code .npy} files and {@code .npz} archives. */
package org.fieldbeam.data.numpy;
