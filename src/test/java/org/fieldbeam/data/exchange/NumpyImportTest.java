package org.fieldbeam.data.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.fieldbeam.data.TestData;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.row.Configuration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** NumPy files that are valid are read as NumPy reads them; others are refused in words. */
class NumpyImportTest {
  private static final int[] SHAPE = {6, 2, 3};
  private static final double[] VALUES = DoubleStream.iterate(1, v -> v + 0.25).limit(36).toArray();
  private static final byte[] DATA = NumpyBytes.data("<f8", VALUES);
  private static final byte[] GOOD = NumpyBytes.npy(SHAPE, VALUES);

  @TempDir Path folder;

  private static byte[] header(String header) {
    return NumpyBytes.npy(1, header, DATA);
  }

  private static byte[] shaped(String shape) {
    return header("{'descr': '<f8', 'fortran_order': False, 'shape': " + shape + ", }");
  }

  private static byte[] typed(String descr) {
    return typed(descr, 8);
  }

  private static byte[] typed(String descr, int bytes) {
    String header = "{'descr': " + descr + ", 'fortran_order': False, 'shape': (6, 2, 3), }";
    return NumpyBytes.npy(1, header, new byte[36 * bytes]);
  }

  private static byte[] valued(String type) {
    return header("{'descr': '" + type + "', 'fortran_order': False, 'shape': (6, 2, 3), }");
  }

  private static Map<String, byte[]> entries(Object... namesAndBytes) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < namesAndBytes.length; i += 2) {
      entries.put((String) namesAndBytes[i], (byte[]) namesAndBytes[i + 1]);
    }
    return entries;
  }

  /** Changes an entry as it is written. */
  private interface Change {
    void to(ZipArchiveEntry entry, ZipArchiveOutputStream zip);
  }

  /** An archive of entries that may bear one name, of any kind that a zip may have. */
  private static byte[] archive(Change change, Object... namesAndBytes) {
    SeekableInMemoryByteChannel channel = new SeekableInMemoryByteChannel();
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(channel)) {
      for (int i = 0; i < namesAndBytes.length; i += 2) {
        ZipArchiveEntry entry = new ZipArchiveEntry(namesAndBytes[i] + ".npy");
        change.to(entry, zip);
        zip.putArchiveEntry(entry);
        zip.write((byte[]) namesAndBytes[i + 1]);
        zip.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Arrays.copyOf(channel.array(), (int) channel.size());
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** A byte changed at the first place of a text. */
  private static byte[] changed(byte[] bytes, String at, int offset, int value) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    byte[] copy = bytes.clone();
    copy[text.indexOf(at) + offset] = (byte) value;
    return copy;
  }

  static Stream<Arguments> valid() {
    byte[] older = NumpyBytes.npy(SHAPE, Arrays.stream(VALUES).map(v -> -v).toArray());
    return Stream.of(
        Arguments.of("as numpy writes it", GOOD),
        Arguments.of(
            "double quotes",
            header("{\"descr\": \"<f8\", \"fortran_order\": False, \"shape\": (6, 2, 3)}")),
        Arguments.of("no byte order", valued("f8")),
        Arguments.of("a name of the type", valued("float64")),
        Arguments.of("a character of the type", valued("<d")),
        Arguments.of("native order", valued("=f8")),
        Arguments.of("longs of Python 2", shaped("(6L, 2L, 3L)")),
        Arguments.of("a comma more", shaped("(6,2,3,)")),
        Arguments.of("blanks and line ends", shaped("(\n6 ,\t2, 3 )")),
        Arguments.of(
            "another order of keys",
            header("{'shape': (6, 2, 3), 'descr': '<f8', 'fortran_order': False}\n")),
        Arguments.of(
            "version 2",
            NumpyBytes.npy(
                2, "{'descr': '<f8', 'fortran_order': False, 'shape': (6, 2, 3), }", DATA)),
        Arguments.of(
            "version 3",
            NumpyBytes.npy(
                3, "{'descr': '<f8', 'fortran_order': False, 'shape': (6, 2, 3), }", DATA)),
        Arguments.of("streamed, with descriptors behind", NumpyBytes.npz(entries("a", GOOD))),
        Arguments.of("sizes before the data", archive((e, zip) -> {}, "a", GOOD)),
        Arguments.of(
            "stored",
            archive(
                (e, zip) -> {
                  e.setMethod(ZipArchiveEntry.STORED);
                  e.setSize(GOOD.length);
                },
                "a",
                GOOD)),
        Arguments.of("ZIP64", archive((e, zip) -> zip.setUseZip64(Zip64Mode.Always), "a", GOOD)),
        Arguments.of("written twice: the newest", archive((e, zip) -> {}, "a", older, "a", GOOD)),
        Arguments.of(
            "a comment at the end", archive((e, zip) -> zip.setComment("made"), "a", GOOD)),
        Arguments.of("beside a text", NumpyBytes.npz(entries("a", GOOD, "note", new byte[3]))),
        Arguments.of(
            "beside arrays that are no fields",
            NumpyBytes.npz(
                entries(
                    "kappa", NumpyBytes.npy(new int[] {1}, 0.26),
                    "step",
                        NumpyBytes.npy(
                            1,
                            "{'descr': '<f8', 'fortran_order': False, 'shape': ()}",
                            NumpyBytes.data("<f8", 0.1)),
                    "a", GOOD,
                    "objects", typed("'|O'")))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("valid")
  void validIsRead(String what, byte[] bytes) throws IOException {
    EnsembleImport.Result result = run(bytes, null);
    List<Configuration> rows = TestData.read(result.dataset().shardPath(0), 4);
    assertEquals(6, rows.size());
    for (int n = 0; n < 6; n++) {
      assertArrayEquals(Arrays.copyOfRange(VALUES, 6 * n, 6 * n + 6), rows.get(n).field(), what);
    }
  }

  static Stream<Arguments> refused() {
    byte[] zip = archive((e, z) -> {}, "a", GOOD);
    byte[] stored =
        archive(
            (e, z) -> {
              e.setMethod(ZipArchiveEntry.STORED);
              e.setSize(GOOD.length);
            },
            "a",
            GOOD);
    return Stream.of(
        Arguments.of("a byte behind", joined(GOOD, new byte[1]), "goes on after its array"),
        Arguments.of("two arrays", joined(GOOD, GOOD), "goes on after its array"),
        Arguments.of("a byte too few", Arrays.copyOf(GOOD, GOOD.length - 1), "truncated"),
        Arguments.of("46340^2", shaped("(1, 46340, 46340)"), "truncated"),
        Arguments.of("46340^2, all", shaped("(46340, 46340)"), "truncated"),
        Arguments.of("2^30 sites", shaped("(1, 1073741824)"), "truncated"),
        Arguments.of("2^32 sites", shaped("(2, 4294967296)"), "truncated"),
        Arguments.of("2^32 rows", shaped("(4294967296, 2)"), "truncated"),
        Arguments.of("2^63 - 1", shaped("(9223372036854775807, 3)"), "truncated"),
        Arguments.of("2^63", shaped("(9223372036854775808, 3)"), "extent 9223372036854775808"),
        Arguments.of("20 digits", shaped("(2, 12345678901234567890)"), "an extent 1234567"),
        Arguments.of("200 digits", shaped("(" + "9".repeat(200) + ", 2)"), "a whole number"),
        Arguments.of("negative rows", shaped("(-6, 2, 3)"), "extent -6"),
        Arguments.of("negative sites", shaped("(6, -2, -3)"), "extent -2"),
        Arguments.of("no rows", NumpyBytes.npy(new int[] {0, 2, 3}), "no configurations"),
        Arguments.of("no sites", NumpyBytes.npy(new int[] {6, 0, 3}), "no shape of an ensemble"),
        Arguments.of("one axis", shaped("(36,)"), "array[:, None]"),
        Arguments.of(
            "no axis",
            NumpyBytes.npy(
                1,
                "{'descr': '<f8', 'fortran_order': False, 'shape': ()}",
                NumpyBytes.data("<f8", 1)),
            "no shape"),
        Arguments.of("six axes", shaped("(2, 3, 1, 3, 2, 1)"), "no shape of an ensemble"),
        Arguments.of("an axis of one", shaped("(6, 1, 6)"), "no shape of an ensemble"),
        Arguments.of("a list for a shape", shaped("[6, 2, 3]"), "shape is no tuple"),
        Arguments.of("a number for a shape", shaped("36"), "shape is no tuple"),
        Arguments.of("numbers that are not whole", shaped("(6.0, 2, 3)"), "expected ','"),
        Arguments.of("a text in the shape", shaped("('6', 2, 3)"), "extent 6"),
        Arguments.of("a call", shaped("exit()"), "expected a value"),
        Arguments.of("brackets", header("(".repeat(60000)), "deep"),
        Arguments.of("an open text", header("{'descr"), "plain text in quotes"),
        Arguments.of("nothing", header(""), "expected a value"),
        Arguments.of(
            "a key more",
            header("{'descr': '<f8', 'fortran_order': False, 'shape': (6, 2, 3), 'x': 1}"),
            "has the keys"),
        Arguments.of(
            "more text",
            header("{'descr': '<f8', 'fortran_order': False, 'shape': (6, 2, 3)} x"),
            "expected the end"),
        Arguments.of("version 4", NumpyBytes.npy(4, "{}", DATA), "unknown format version"),
        Arguments.of("a header of 4 GB", hugeHeader(), "absurd header"),
        Arguments.of(
            "complex", typed("'<c16'", 16), "holds complex numbers, and the fields are real"),
        Arguments.of("complex64", typed("'<c8'"), "write the real parts alone"),
        Arguments.of("whole numbers", typed("'<i8'"), "beyond 2^53"),
        Arguments.of("bool", typed("'|b1'", 1), "astype(float)"),
        Arguments.of("half", typed("'<f2'", 2), "astype(float)"),
        Arguments.of("long double", typed("'<f16'", 16), "digits beyond those of float64 are lost"),
        Arguments.of("objects", typed("'|O'"), "Python objects"),
        Arguments.of(
            "a structure", typed("[('phi', '<f8', (2, 3)), ('x', '<i4')]"), "a structured type"),
        Arguments.of("text", typed("'<U5'"), "one array of real numbers"),
        Arguments.of("empty", new byte[0], "the file is empty"),
        Arguments.of(
            "HDF5",
            joined(
                new byte[] {(byte) 0x89},
                "HDF\r\n\u001a\n....".getBytes(StandardCharsets.ISO_8859_1)),
            "the HDF5 file cannot be read"),
        Arguments.of(
            "gzip", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0}, "compressed by gzip"),
        Arguments.of("pickle", new byte[] {(byte) 0x80, 4, 0, 0, 0, 0, 0, 0}, "a pickle of Python"),
        Arguments.of(
            "a text file",
            "0.1 0.2 0.3 0.4".getBytes(StandardCharsets.UTF_8),
            "of no format that can be imported"),
        Arguments.of("a cut archive", Arrays.copyOf(zip, zip.length - 20), "archive is damaged"),
        Arguments.of("an archive of nothing", archive((e, z) -> {}), "with arrays in it"),
        Arguments.of(
            "two arrays of fields",
            NumpyBytes.npz(entries("phi", GOOD, "pi", GOOD)),
            "phi (6, 2, 3) <f8, pi (6, 2, 3) <f8"),
        Arguments.of("very many arrays", NumpyBytes.npz(many(103)), "or one of 3 more"),
        Arguments.of(
            "a byte behind in an archive",
            NumpyBytes.npz(entries("a", joined(GOOD, new byte[1]))),
            "goes on after its array"),
        Arguments.of(
            "cut in an archive",
            NumpyBytes.npz(entries("a", Arrays.copyOf(GOOD, GOOD.length - 8))),
            "truncated"),
        Arguments.of(
            "a changed byte in an archive",
            changed(stored, "NUMPY", 200, 7),
            "its checksum is wrong"),
        Arguments.of(
            "encrypted",
            changed(changed(zip, "PK\u0003\u0004", 6, 1), "PK\u0001\u0002", 8, 1),
            "it is encrypted"),
        Arguments.of("lzma", changed(zip, "PK\u0001\u0002", 10, 14), "compression method 14"),
        Arguments.of(
            "a size that deflate cannot reach",
            changed(zip, "PK\u0001\u0002", 27, 0x7f),
            "cannot be"),
        Arguments.of(
            "several chains of a length",
            NumpyBytes.npz(
                entries("a", GOOD, "chain", NumpyBytes.npy(new int[] {5}, 0, 0, 0, 1, 1))),
            "one value for each configuration"));
  }

  /** So many arrays, of which only the last is one of fields. */
  private static Map<String, byte[]> many(int count) {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    for (int i = 1; i < count; i++) {
      arrays.put("a" + i, new byte[1]);
    }
    arrays.put("phi", GOOD);
    return arrays;
  }

  private static byte[] hugeHeader() {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0})
        .putInt(-1)
        .array();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refusedInWords(String what, byte[] bytes, String message) {
    UserException e = assertThrows(UserException.class, () -> run(bytes, null));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertTrue(e.getMessage().contains("fields.bin"), e.getMessage());
    assertTrue(e.getMessage().contains("to do: "), e.getMessage());
    assertFalse(e.getMessage().contains("dtype=float"), e.getMessage());
    assertFalse(Files.exists(folder.resolve("imported")), "nothing is written");
  }

  private EnsembleImport.Result run(byte[] bytes, String array) throws IOException {
    Path file = Files.write(folder.resolve("fields.bin"), bytes);
    return EnsembleImport.run(
        EnsembleImport.Request.of(file.toString()).withColumn(array),
        folder.resolve("imported").toString(),
        "imported");
  }
}
