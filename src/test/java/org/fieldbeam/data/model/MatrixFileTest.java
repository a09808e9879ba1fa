package org.fieldbeam.data.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.numpy.NumpyHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Matrices from NumPy files. */
final class MatrixFileTest {
  @TempDir Path folder;

  private String write(double[] values, long... shape) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(NumpyHeader.write("<f8", shape));
    ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asDoubleBuffer().put(values);
    bytes.write(buffer.array());
    return Files.write(folder.resolve("k.npy"), bytes.toByteArray()).toString();
  }

  @Test
  void aSymmetricMatrixComesBack() throws IOException {
    String file = write(new double[] {2, 0.25, 0.25, 3}, 2, 2);
    assertArrayEquals(new double[][] {{2, 0.25}, {0.25, 3}}, MatrixFile.symmetric(file, 2));
  }

  /** An inverse from elsewhere is symmetric up to rounding; what is read is so exactly. */
  @Test
  void roundingIsTakenOut() throws IOException {
    String file = write(new double[] {2, 0.25, 0.25 + 4e-16, 3}, 2, 2);
    double[][] matrix = MatrixFile.symmetric(file, 2);
    assertTrue(matrix[0][1] == matrix[1][0]);
  }

  @Test
  void whatIsNoSuchMatrixIsRefused() throws IOException {
    refused(write(new double[] {2, 1, 0.5, 3}, 2, 2), 2, "not symmetric");
    refused(write(new double[] {2, 1, 1, Double.NaN}, 2, 2), 2, "[1, 1]");
    refused(write(new double[] {2, 1, 1, 3}, 2, 2), 3, "wrong shape");
    refused(write(new double[] {2, 1, 1, 3, 5, 6}, 3, 2), 2, "wrong shape");
    refused(write(new double[] {2, 1}, 1, 2), 2, "wrong shape");
    refused(folder.resolve("none.npy").toString(), 2, "no such matrix file");
    Path text = Files.writeString(folder.resolve("text.npy"), "2 1\n1 3\n");
    refused(text.toString(), 2, "not a NumPy file");
  }

  private static void refused(String file, int rows, String words) {
    String message =
        assertThrows(UserException.class, () -> MatrixFile.symmetric(file, rows)).getMessage();
    assertTrue(message.contains(words) && message.contains(file), message);
  }
}
