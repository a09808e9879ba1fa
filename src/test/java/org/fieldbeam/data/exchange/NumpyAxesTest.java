package org.fieldbeam.data.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.numpy.NumpyArray;
import org.fieldbeam.data.numpy.NumpyFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which axis of an array counts configurations, and fields that lie in a file in any order. */
class NumpyAxesTest {
  private static final int[] SHAPE = {6, 2, 3};
  private static final double[] VALUES = DoubleStream.iterate(1, v -> v + 0.25).limit(36).toArray();

  @TempDir Path folder;

  /** The extents, the shape given, and what axis counts: f, l, or ? where it must be asked. */
  @Test
  void whichAxisCounts() {
    String[] table = {
      "6,2,3 - f",
      "2,3,6 - ?",
      "2,3,6 2,3 l",
      "2,3,6 3,6 f",
      "4,4,64 - ?",
      "4,4,64 4,4 l",
      "4,4,64 4,64 f",
      "64,4,4 - f",
      "4,4,4 - f",
      "4,4,4 4,4 f",
      "64,8,16 - f",
      "10,8,64 - ?",
      "6,1 - f",
      "1,6 - ?",
      "1,6 1 l",
      "1,6 6 f",
      "3,9 - ?",
      "9,3 - f",
      "3,9 9 f",
      "3,9 3 l",
      "2,2,2,2,9 - ?",
      "2,2,2,2,9 2,2,2,2 l",
      "9,2,2,2,2 - f",
      "8,8,4 - ?",
    };
    for (String line : table) {
      String[] words = line.split(" ", -1);
      long[] extents = Arrays.stream(words[0].split(",", -1)).mapToLong(Long::parseLong).toArray();
      int[] given =
          words[1].equals("-")
              ? null
              : Arrays.stream(words[1].split(",")).mapToInt(Integer::parseInt).toArray();
      if (words[2].equals("?")) {
        UserException e =
            assertThrows(
                UserException.class, () -> ConfigurationAxis.of(extents, given, 1, "x"), line);
        assertTrue(e.getMessage().contains("which axis"), e.getMessage());
        continue;
      }
      ConfigurationAxis axis = ConfigurationAxis.of(extents, given, 1, "x");
      assertEquals(words[2].equals("l"), axis.last(), line);
      assertEquals(axis.last() ? extents[extents.length - 1] : extents[0], axis.count(), line);
    }
    assertThrows(
        UserException.class,
        () -> ConfigurationAxis.of(new long[] {6, 2, 3}, new int[] {3, 2}, 1, "x"));
  }

  /** All four ways in which a configuration lies in a file, through windows of any size. */
  @Test
  void scatteredFieldsAreTheSame() throws IOException {
    double[] lastFirst = new double[36];
    for (int n = 0; n < 6; n++) {
      for (int x = 0; x < 6; x++) {
        lastFirst[x * 6 + n] = VALUES[n * 6 + x];
      }
    }
    int[] last = {2, 3, 6};
    Map<String, byte[]> files =
        Map.of(
            "c first", NumpyBytes.npy(SHAPE, VALUES),
            "f first", NumpyBytes.npy("<f8", "True", SHAPE, NumpyBytes.order(VALUES, SHAPE, true)),
            "c last", NumpyBytes.npy(last, lastFirst),
            "f last", NumpyBytes.npy("<f8", "True", last, NumpyBytes.order(lastFirst, last, true)));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      for (int window : new int[] {1, 48, 96, 100, 240, 288, 1 << 20}) {
        for (byte[] bytes :
            List.of(file.getValue(), NumpyBytes.npz(Map.of("a", file.getValue())))) {
          Path path = Files.write(folder.resolve("a"), bytes);
          try (NumpyFile numpy = NumpyFile.open(path.toString())) {
            NumpyArray array = numpy.array(numpy.names().get(0)).orElseThrow();
            NumpySource source =
                new NumpySource(array, new int[] {2, 3}, file.getKey().endsWith("last"), window);
            double[] field = new double[6];
            for (int n = 0; n < 6; n++) {
              assertTrue(source.next(field));
              assertArrayEquals(
                  Arrays.copyOfRange(VALUES, 6 * n, 6 * n + 6), field, file.getKey() + window);
            }
            assertFalse(source.next(field));
            source.close();
          }
        }
      }
    }
  }
}
