package org.fieldbeam.data.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.fieldbeam.data.TestData;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.row.Configuration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Thousands of broken files of other programs: each is imported, or refused in words; none makes
 * another exception, or takes memory that it could not fill.
 */
class ForeignFuzzTest {
  /**
   * Above what an import of the whole files takes, and what an archive of their length may hold.
   */
  private static final long MOST_BYTES = 48L << 20;

  private static final double[] VALUES = DoubleStream.iterate(1, v -> v + 0.25).limit(36).toArray();
  private static final byte[] NPY = NumpyBytes.npy(new int[] {6, 2, 3}, VALUES);

  private static byte[] parquet;

  @TempDir Path folder;

  private static final List<String> WORDS =
      List.of(
          "{",
          "}",
          "(",
          ")",
          "[",
          "]",
          ",",
          ":",
          "'",
          "\"",
          "'descr'",
          "'fortran_order'",
          "'shape'",
          "'<f8'",
          "'|O'",
          "'<c16'",
          "True",
          "False",
          "None",
          "6",
          "2",
          "3",
          "-1",
          "0",
          "4294967296",
          "9223372036854775807",
          "99999999999999999999",
          "6L",
          "0x10",
          "1e3",
          "6.0",
          "\\",
          "\n",
          " ",
          "\u0000",
          "é",
          "(6, 2, 3)",
          "lambda",
          "#");

  /** What is broken, from what, and how often. */
  enum Kind {
    NPY(600) {
      @Override
      byte[] file(Path folder, Random random) {
        return broken(ForeignFuzzTest.NPY, random, 128);
      }
    },
    HEADER(800) {
      @Override
      byte[] file(Path folder, Random random) {
        StringBuilder text =
            new StringBuilder(
                "{'descr': '<f8', 'fortran_order': False, 'shape': (6, 2, 3), }        \n");
        for (int change = random.nextInt(4); change >= 0; change--) {
          int at = random.nextInt(text.length());
          int end = Math.min(text.length(), at + random.nextInt(8));
          text.replace(
              at, end, ForeignFuzzTest.WORDS.get(random.nextInt(ForeignFuzzTest.WORDS.size())));
        }
        return NumpyBytes.npy(
            1 + random.nextInt(3), text.toString(), NumpyBytes.data("<f8", VALUES));
      }
    },
    SHAPE(500) {
      @Override
      byte[] file(Path folder, Random random) {
        StringBuilder shape = new StringBuilder("(");
        for (int axis = random.nextInt(7); axis >= 0; axis--) {
          long extent = random.nextLong() >>> random.nextInt(64);
          shape.append(random.nextInt(12) == 0 ? -extent : extent).append(", ");
        }
        String fortran = random.nextBoolean() ? "True" : "False";
        String header =
            "{'descr': '<f8', 'fortran_order': " + fortran + ", 'shape': " + shape + ")}";
        return NumpyBytes.npy(1, header, NumpyBytes.data("<f8", VALUES));
      }
    },
    NPZ(800) {
      @Override
      byte[] file(Path folder, Random random) {
        Map<String, byte[]> arrays =
            Map.of(
                "phi", ForeignFuzzTest.NPY,
                "chain", NumpyBytes.npy(new int[] {6}, 0, 0, 0, 1, 1, 1),
                "step", NumpyBytes.npy(new int[] {6}, 0, 1, 2, 0, 1, 2));
        byte[] archive = NumpyBytes.npz(arrays);
        return broken(archive, random, archive.length);
      }
    },
    PARQUET(600) {
      @Override
      byte[] file(Path folder, Random random) throws Exception {
        byte[] whole = ForeignFuzzTest.parquet(folder);
        return broken(whole, random, whole.length);
      }
    };

    private final int cases;

    Kind(int cases) {
      this.cases = cases;
    }

    abstract byte[] file(Path folder, Random random) throws Exception;
  }

  /** A Parquet file of DuckDB, written once. */
  private static byte[] parquet(Path folder) throws Exception {
    if (parquet == null) {
      Path file = folder.resolve("whole.parquet");
      try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
          Statement statement = connection.createStatement()) {
        statement.execute(
            "copy (select [i, i + 0.5, -i, 1, 2, 3]::double[] as phi, i % 2 as chain, i as step"
                + " from range(6) t(i)) to '"
                + file
                + "' (format parquet)");
      }
      parquet = Files.readAllBytes(file);
    }
    return parquet;
  }

  /** Some bytes among the first changed, left out, put in or swapped, or the end cut off. */
  private static byte[] broken(byte[] whole, Random random, int among) {
    byte[] bytes = whole.clone();
    for (int change = random.nextInt(3); change >= 0; change--) {
      int at = random.nextInt(Math.max(1, Math.min(among, bytes.length)));
      int value = random.nextInt(4) == 0 ? (random.nextBoolean() ? 0xff : 0) : random.nextInt(256);
      switch (random.nextInt(6)) {
        case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
        case 1 -> bytes = spliced(bytes, at, Math.min(bytes.length, at + random.nextInt(9)), 0, 0);
        case 2 -> bytes = spliced(bytes, at, at, 1 + random.nextInt(9), value);
        case 3 -> {
          if (at < bytes.length) {
            bytes[at] ^= (byte) (1 << random.nextInt(8));
          }
        }
        default -> {
          if (at < bytes.length) {
            bytes[at] = (byte) value;
          }
        }
      }
    }
    return bytes;
  }

  /** Bytes without those between two places, and others in their place. */
  private static byte[] spliced(byte[] bytes, int from, int to, int inserted, int value) {
    int start = Math.min(from, bytes.length);
    int end = Math.max(start, Math.min(to, bytes.length));
    byte[] result = new byte[bytes.length - (end - start) + inserted];
    System.arraycopy(bytes, 0, result, 0, start);
    Arrays.fill(result, start, start + inserted, (byte) value);
    System.arraycopy(bytes, end, result, start + inserted, bytes.length - end);
    return result;
  }

  @ParameterizedTest
  @EnumSource
  void brokenFilesAreReadOrRefused(Kind kind) throws Exception {
    Random random = new Random(20261127 + kind.name().hashCode());
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Path file = folder.resolve("broken");
    EnsembleImport.Request request = EnsembleImport.Request.of(file.toString()).withShape(2, 3);
    String target = folder.resolve("imported").toString();
    Files.write(file, NPY);
    EnsembleImport.run(request, target, "imported"); // what is allocated once
    int refused = 0;
    for (int i = 0; i < kind.cases; i++) {
      byte[] bytes = kind.file(folder, random);
      Files.write(file, bytes);
      EnsembleImport.Result read = null;
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        read = EnsembleImport.run(i % 2 == 0 ? request : request.withChains(2), target, "imported");
      } catch (UserException e) {
        refused++;
        assertTrue(e.getMessage().contains("\n  where: "), e.getMessage());
        assertTrue(e.getMessage().length() < 2000, e.getMessage());
      } catch (Exception | Error e) {
        fail(kind + " " + i + ": " + text(bytes), e);
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(allocated < MOST_BYTES, kind + " " + i + " took " + allocated + text(bytes));
      if (read != null) {
        requireWhole(kind, read);
      }
    }
    assertTrue(refused > kind.cases / 4, "they are broken: " + refused);
  }

  /** What came through: rows, and of an archive, which has checksums, those that were put in. */
  private static void requireWhole(Kind kind, EnsembleImport.Result result) {
    List<Configuration> rows = TestData.read(result.dataset().shardPath(0), 16);
    assertTrue(!rows.isEmpty());
    if (kind == Kind.NPZ) {
      double[] first = rows.stream().mapToDouble(row -> row.field()[0]).sorted().toArray();
      assertArrayEquals(new double[] {1, 2.5, 4, 5.5, 7, 8.5}, first);
    }
  }

  private static String text(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ".");
    return text.length() > 400 ? text.substring(0, 400) : text;
  }
}
