package org.fieldbeam.data.model;

import java.io.IOException;
import java.util.Arrays;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.exchange.NumpyEnsemble;
import org.fieldbeam.data.exchange.NumpySource;
import org.fieldbeam.data.numpy.NumpyArray;
import org.fieldbeam.data.numpy.NumpyFile;
import org.fieldbeam.data.storage.Storage;

/** Symmetric matrices in NumPy files. */
public final class MatrixFile {
  /** Two elements mirrored at the diagonal differ by less than this, as rounding makes them. */
  private static final double ROUNDING = 1e-10;

  private MatrixFile() {}

  /**
   * Reads a symmetric matrix; elements mirrored at the diagonal that differ by rounding are
   * replaced by their mean.
   *
   * @param path a {@code .npy} file of shape (rows, rows), float64 or float32
   * @param rows number of rows that it must have
   * @throws UserException if the file is missing or is none, has another shape, has an element that
   *     is not finite, or the matrix is not symmetric
   */
  public static double[][] symmetric(String path, int rows) {
    if (!Storage.exists(path)) {
      throw UserException.of("there is no such matrix file")
          .where(path)
          .allowed("a .npy file of shape " + shape(rows))
          .todo("check the path; relative ones begin at the folder in which the run is started")
          .build();
    }
    double[][] matrix = read(path, rows);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < i; j++) {
        double scale = Math.sqrt(Math.abs(matrix[i][i] * matrix[j][j]));
        if (!(Math.abs(matrix[i][j] - matrix[j][i]) <= ROUNDING * scale)) {
          throw UserException.of("the matrix is not symmetric")
              .where(path + ", element [" + i + ", " + j + "]")
              .given(matrix[i][j] + ", and " + matrix[j][i] + " at [" + j + ", " + i + "]")
              .allowed("equal numbers, up to " + ROUNDING + " of the diagonal")
              .todo("write (K + K.T) / 2 if that is what is meant")
              .build();
        }
        matrix[i][j] = (matrix[i][j] + matrix[j][i]) / 2;
        matrix[j][i] = matrix[i][j];
      }
    }
    return matrix;
  }

  private static double[][] read(String path, int rows) {
    try (NumpyFile file = NumpyFile.open(path)) {
      NumpyArray array = NumpyEnsemble.fields(file, path, null, false);
      if (!Arrays.equals(array.header().shape(), new long[] {rows, rows})) {
        throw UserException.of("the matrix has the wrong shape")
            .where(path)
            .given(array.header().shapeText())
            .allowed(shape(rows) + ", a row and a column per site")
            .todo("write the matrix of this lattice")
            .build();
      }
      double[][] matrix = new double[rows][rows];
      try (NumpySource source = new NumpySource(array, new int[] {rows}, false)) {
        for (double[] row : matrix) {
          source.next(row);
        }
      }
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < rows; j++) {
          if (!Double.isFinite(matrix[i][j])) {
            throw UserException.of("the matrix has an element that is not finite")
                .where(path + ", element [" + i + ", " + j + "]")
                .given(matrix[i][j])
                .allowed("finite numbers")
                .todo("write the matrix again without it")
                .build();
          }
        }
      }
      return matrix;
    } catch (IOException e) {
      throw Storage.unreadable(path, e);
    }
  }

  private static String shape(int rows) {
    return "(" + rows + ", " + rows + ")";
  }
}
