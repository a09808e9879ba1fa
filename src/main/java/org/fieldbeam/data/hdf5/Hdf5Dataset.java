package org.fieldbeam.data.hdf5;

import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.datatype.CompoundDataType;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.OrderedDataType;
import io.jhdf.storage.HdfBackingStorage;
import java.lang.reflect.Array;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.Storage;

/** A dataset of a file of HDF5: numbers on a grid, of which parts are read. */
public final class Hdf5Dataset {
  private final String file;
  private final Dataset dataset;

  Hdf5Dataset(String file, Dataset dataset) {
    this.file = file;
    this.dataset = dataset;
  }

  /** The path in the file. */
  public String path() {
    return dataset.getPath();
  }

  /** The file and the path in it, for errors. */
  public String where() {
    return file + ", " + path();
  }

  /** The extents; none of a single number. */
  public long[] extents() {
    return Arrays.stream(dataset.getDimensions()).asLongStream().toArray();
  }

  /** The extents of the chunks that the file holds together; all ones where it has none. */
  public int[] chunk() {
    if (dataset instanceof ChunkedDataset chunked) {
      return chunked.getChunkDimensions();
    }
    int[] ones = new int[dataset.getDimensions().length];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Whether it holds float64 or float32. */
  public boolean isReal() {
    return isReal(dataset.getDataType());
  }

  private static boolean isReal(DataType type) {
    return type instanceof FloatingPoint
        && (type.getSize() == Double.BYTES || type.getSize() == Float.BYTES);
  }

  /**
   * Whether it holds complex numbers as h5py writes them: a compound of {@code r} and {@code i},
   * both float64 or both float32, one behind the other.
   */
  public boolean isComplex() {
    if (!(dataset.getDataType() instanceof CompoundDataType compound)
        || compound.getMembers().size() != 2) {
      return false;
    }
    var real = compound.getMembers().get(0);
    var imaginary = compound.getMembers().get(1);
    int bytes = real.getDataType().getSize();
    return real.getName().equals("r")
        && imaginary.getName().equals("i")
        && isReal(real.getDataType())
        && isReal(imaginary.getDataType())
        && order(real.getDataType()).equals(order(imaginary.getDataType()))
        && real.getOffset() == 0
        && imaginary.getOffset() == bytes
        && compound.getSize() == 2 * bytes;
  }

  /** How many real numbers an element consists of: 2 of complex numbers, else 1. */
  public int parts() {
    return isComplex() ? 2 : 1;
  }

  /** The type of the real numbers that elements consist of. */
  private DataType numberType() {
    return isComplex()
        ? ((CompoundDataType) dataset.getDataType()).getMembers().get(0).getDataType()
        : dataset.getDataType();
  }

  private static ByteOrder order(DataType type) {
    return ((OrderedDataType) type).getByteOrder();
  }

  /** The type in the words of NumPy, as far as it has one. */
  public String type() {
    DataType type = dataset.getDataType();
    int bits = 8 * type.getSize();
    if (isComplex()) {
      return "complex" + bits;
    } else if (type instanceof FloatingPoint) {
      return "float" + bits;
    } else if (type instanceof FixedPoint whole) {
      return (whole.isSigned() ? "int" : "uint") + bits;
    }
    return type.getClass().getSimpleName().replace("DataType", "").toLowerCase(Locale.ROOT);
  }

  /** The path, the extents and the type: {@code /run/phi (512, 16, 16) float64}. */
  @Override
  public String toString() {
    return path() + " " + text(extents()) + " " + type();
  }

  private static String text(long[] extents) {
    String inner =
        Arrays.stream(extents).mapToObj(Long::toString).collect(Collectors.joining(", "));
    return "(" + inner + (extents.length == 1 ? ",)" : ")");
  }

  /**
   * Refuses a dataset with fewer numbers in the file than it claims: the library would give zeros
   * for the others.
   *
   * @throws UserException if it has
   */
  public void requireWritten() {
    long numbers = 1;
    for (long extent : extents()) {
      numbers = extent == 0 ? 0 : Math.multiplyExact(numbers, extent);
    }
    long stored = Hdf5Calls.call(where(), dataset::getStorageInBytes);
    boolean chunked = dataset instanceof ChunkedDataset;
    // an unwritten contiguous dataset has no place in the file
    boolean none = numbers > 0 && (stored == 0 || isEmpty());
    if (none || stored > Storage.size(file)) {
      throw UserException.of("the dataset of the HDF5 file was never written")
          .where(where())
          .given(numbers + " numbers, of which the file holds " + (none ? "none" : "a part"))
          .todo(
              chunked
                  ? "write all of it, or resize it to what there is"
                  : "check what the program that wrote it was told to write")
          .build();
    }
  }

  private boolean isEmpty() {
    return Hdf5Calls.call(where(), dataset::isEmpty);
  }

  /**
   * Reads a part of real or complex numbers in C order; of the latter both parts of each.
   *
   * <p>The library's own reading of parts is not used: version 0.9.4 leaves out chunks behind the
   * first in silence.
   *
   * @param offset where it begins
   * @param extents of the part
   * @param to takes the numbers from its beginning
   * @throws UserException if the file is damaged, or a part of it was never written
   */
  public void read(long[] offset, int[] extents, double[] to) {
    Hdf5Calls.call(
        where(),
        () -> {
          if (dataset instanceof ChunkedDataset chunked) {
            chunks(chunked, offset, extents, chunk -> copy(chunked, chunk, offset, extents, to));
          } else if (dataset instanceof ContiguousDataset contiguous) {
            runs(contiguous, offset, extents, to);
          } else {
            throw new IllegalStateException(
                "the layout " + dataset.getDataLayout() + " of an array is not known");
          }
          return to;
        });
  }

  /** Does something with each chunk that a part touches, by where the chunk begins. */
  private static void chunks(
      ChunkedDataset chunked, long[] offset, int[] extents, Consumer<int[]> each) {
    int[] size = chunked.getChunkDimensions();
    int[] first = new int[size.length];
    for (int axis = 0; axis < size.length; axis++) {
      first[axis] = (int) (offset[axis] / size[axis] * size[axis]);
    }
    int[] chunk = first.clone();
    while (true) {
      each.accept(chunk.clone());
      int axis = chunk.length - 1;
      for (; axis >= 0; axis--) {
        chunk[axis] += size[axis];
        if (chunk[axis] < offset[axis] + extents[axis]) {
          break;
        }
        chunk[axis] = first[axis];
      }
      if (axis < 0) {
        return;
      }
    }
  }

  /** Copies what a chunk and a part share. */
  private void copy(
      ChunkedDataset chunked, int[] chunk, long[] offset, int[] extents, double[] to) {
    requireChunk(chunked, chunk);
    int[] size = chunked.getChunkDimensions();
    ByteBuffer bytes = ordered(ByteBuffer.wrap(chunked.getDecompressedChunk(chunk.clone())));
    int axes = size.length;
    int[] from = new int[axes];
    int[] end = new int[axes];
    for (int axis = 0; axis < axes; axis++) {
      from[axis] = (int) Math.max(chunk[axis], offset[axis]);
      end[axis] = (int) Math.min((long) chunk[axis] + size[axis], offset[axis] + extents[axis]);
    }
    int[] at = from.clone();
    while (true) {
      int in = 0;
      int out = 0;
      for (int axis = 0; axis < axes; axis++) {
        in = in * size[axis] + at[axis] - chunk[axis];
        out = out * extents[axis] + (int) (at[axis] - offset[axis]);
      }
      numbers(bytes, in, end[axes - 1] - at[axes - 1], to, out);
      int axis = axes - 2;
      for (; axis >= 0; axis--) {
        if (++at[axis] < end[axis]) {
          break;
        }
        at[axis] = from[axis];
      }
      if (axis < 0) {
        return;
      }
    }
  }

  /** Reads the stretches of a part that lie together in the file. */
  private void runs(ContiguousDataset contiguous, long[] offset, int[] extents, double[] to) {
    int[] all = contiguous.getDimensions();
    int axes = all.length;
    int along = axes - 1; // beyond this axis the part has all that there is
    int run = extents[along];
    while (along > 0 && extents[along] == all[along]) {
      along--;
      run = Math.multiplyExact(run, extents[along]);
    }
    int bytes = contiguous.getDataType().getSize();
    HdfBackingStorage storage = contiguous.getHdfFile().getHdfBackingStorage();
    long[] at = offset.clone();
    for (int out = 0; out < total(extents); out += run) {
      long in = 0;
      for (int axis = 0; axis < axes; axis++) {
        in = in * all[axis] + at[axis];
      }
      ByteBuffer part = storage.map(contiguous.getDataAddress() + in * bytes, (long) run * bytes);
      numbers(ordered(part), 0, run, to, out);
      for (int axis = along - 1; axis >= 0; axis--) {
        if (++at[axis] < offset[axis] + extents[axis]) {
          break;
        }
        at[axis] = offset[axis];
      }
    }
  }

  private static int total(int[] extents) {
    return Arrays.stream(extents).reduce(1, Math::multiplyExact);
  }

  private ByteBuffer ordered(ByteBuffer bytes) {
    return bytes.order(order(numberType()));
  }

  private void numbers(ByteBuffer bytes, int from, int count, double[] to, int at) {
    boolean single = numberType().getSize() == Float.BYTES;
    int parts = parts();
    for (int i = 0; i < count * parts; i++) {
      to[at * parts + i] =
          single
              ? bytes.getFloat((from * parts + i) * Float.BYTES)
              : bytes.getDouble((from * parts + i) * Double.BYTES);
    }
  }

  /** A chunk that is missing would be read as zeros. */
  private void requireChunk(ChunkedDataset chunked, int[] chunk) {
    try {
      chunked.getRawChunkBuffer(chunk.clone());
    } catch (HdfException e) {
      throw UserException.of("a part of the dataset was never written")
          .where(where() + Arrays.toString(chunk))
          .given("no chunk there")
          .allowed("every number in the file; HDF5 takes those that are not for zeros")
          .todo("resize the dataset to what was written, or write the rest")
          .cause(e)
          .build();
    }
  }

  /**
   * All numbers of a dataset of one axis, each a {@link Number}; truth values are 1 and 0.
   *
   * @throws UserException if there are others in it
   */
  public Number[] column() {
    Object all =
        Hdf5Calls.call(
            where(),
            () -> {
              if (dataset instanceof ChunkedDataset chunked) {
                chunks(
                    chunked,
                    new long[1],
                    dataset.getDimensions(),
                    chunk -> requireChunk(chunked, chunk));
              }
              return dataset.getDataFlat();
            });
    Number[] numbers = new Number[Array.getLength(all)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(Array.get(all, i));
    }
    return numbers;
  }

  private Number number(Object value) {
    if (value instanceof Number number) {
      return number;
    } else if (value instanceof Boolean truth) {
      return truth ? 1 : 0;
    } else if ("TRUE".equals(value) || "FALSE".equals(value)) { // the enum that h5py makes of them
      return "TRUE".equals(value) ? 1 : 0;
    }
    throw UserException.of("the dataset of the HDF5 file holds no numbers")
        .where(where())
        .given(type())
        .allowed("numbers or truth values")
        .todo("write it as numbers, or under another name")
        .build();
  }

  /**
   * A number as a whole one.
   *
   * @throws ArithmeticException if it is none of 64 bits
   */
  public static long whole(Number number) {
    if (number instanceof BigInteger big) {
      return big.longValueExact();
    }
    double value = number.doubleValue();
    if ((number instanceof Double || number instanceof Float)
        && (value != Math.rint(value) || Math.abs(value) >= 0x1p63)) {
      throw new ArithmeticException(value + " is no whole number of 64 bits");
    }
    return number.longValue();
  }
}
