package org.fieldbeam.data.exchange;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.numpy.NumpyArray;
import org.fieldbeam.data.numpy.NumpyFile;
import org.fieldbeam.data.numpy.NumpyHeader;
import org.fieldbeam.data.numpy.NumpyType;
import org.fieldbeam.data.storage.Storage;

/**
 * Configurations in a {@code .npy} file, or in one array of a {@code .npz} archive, of which other
 * arrays may say what chain and step they are of.
 */
public final class NumpyEnsemble implements ImportFile {
  /** In so many arrays of an archive the one of fields is looked for; beyond, it must be named. */
  private static final int MOST_ARRAYS = 100;

  private final String path;
  private final NumpyFile file;
  private final NumpyArray fields;
  private final ConfigurationAxis axis;
  private final int parts;

  private NumpyEnsemble(String path, NumpyFile file, NumpyArray fields, int[] shape) {
    this.path = path;
    this.file = file;
    this.fields = fields;
    this.parts = fields.header().type().parts();
    this.axis = ConfigurationAxis.of(fields.header().shape(), shape, parts, fields.where());
    axis.requireCountable(fields.where());
  }

  /** The format {@code npy}. */
  @AutoService(ImportKind.class)
  public static final class OfArray implements ImportKind {
    @Override
    public About about() {
      return About.of(
          "npy",
          "A NumPy array of float64 or float32, or of complex128 or complex64 for complexified"
              + " fields, either byte order, C or Fortran order, whose first axis counts configurations, or the last where the shape says so, or the first two"
              + " chains and the configurations of each.");
    }

    @Override
    public boolean isOf(boolean folder, byte[] start) {
      return NumpyHeader.isMagic(start);
    }

    @Override
    public String suits() {
      return "a .npy file";
    }

    @Override
    public ImportFile open(EnsembleImport.Request request) throws IOException {
      return NumpyEnsemble.open(request.source(), request.column(), request.shape());
    }
  }

  /** The format {@code npz}. */
  @AutoService(ImportKind.class)
  public static final class OfArchive implements ImportKind {
    @Override
    public About about() {
      return About.of(
          "npz",
          "NumPy arrays: one of fields, and chain, step, log_weight, accepted and delta_h where they"
              + " are there.");
    }

    @Override
    public boolean isOf(boolean folder, byte[] start) {
      return new String(start, StandardCharsets.ISO_8859_1).startsWith("PK");
    }

    @Override
    public String suits() {
      return "a .npz file";
    }

    @Override
    public ImportFile open(EnsembleImport.Request request) throws IOException {
      return NumpyEnsemble.open(request.source(), request.column(), request.shape());
    }
  }

  /**
   * Opens a file.
   *
   * @param array name of the array; null if there is only one of fields
   * @param shape of a configuration; null to take that of the array
   * @throws UserException if there is no such array, or it holds no fields
   */
  static NumpyEnsemble open(String path, String array, int[] shape) throws IOException {
    NumpyFile file = NumpyFile.open(path);
    try {
      return new NumpyEnsemble(path, file, fields(file, path, array, true), shape);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * The array of fields: numbers on two axes or more.
   *
   * @param name its name; null if there is only one
   * @param complex whether they may be complex
   * @throws UserException if there is none or several
   */
  public static NumpyArray fields(NumpyFile file, String path, String name, boolean complex)
      throws IOException {
    List<String> names = file.names();
    if (name != null && file.isSingle()) {
      throw UserException.of("a .npy file has one array, without a name")
          .where(path)
          .given("--column " + name)
          .todo("leave --column out")
          .build();
    }
    String only = name == null && names.size() == 1 ? names.get(0) : name;
    Optional<NumpyArray> named = only == null ? Optional.empty() : file.array(only);
    if (named.isPresent()) {
      requireNumbers(named.get(), complex);
      return named.get();
    }
    List<NumpyArray> fields = new ArrayList<>();
    List<String> found = new ArrayList<>();
    for (String each : names.subList(0, Math.min(names.size(), MOST_ARRAYS))) {
      try {
        NumpyArray array = file.array(each).orElseThrow();
        NumpyHeader header = array.header();
        found.add(each + " " + header.shapeText() + " " + header.type());
        if (isOfNumbers(header.type(), complex) && header.shape().length > 1) {
          fields.add(array);
        }
      } catch (UserException e) {
        found.add(each + " (not readable)");
      }
    }
    if (names.size() > MOST_ARRAYS) {
      found.add("or one of " + (names.size() - MOST_ARRAYS) + " more");
    } else if (name == null && fields.size() == 1) {
      return fields.get(0);
    }
    throw UserException.of(
            name == null ? "which array of the .npz file holds the fields?" : "no such array")
        .where(path)
        .given(name == null ? "none" : name)
        .allowed(found.isEmpty() ? "a .npz file with arrays in it" : String.join(", ", found))
        .todo("name one of the arrays with --column NAME")
        .build();
  }

  private static boolean isOfNumbers(NumpyType type, boolean complex) {
    return type.isReal() || (complex && type.isComplex());
  }

  private static void requireNumbers(NumpyArray array, boolean complex) {
    NumpyType type = array.header().type();
    if (!isOfNumbers(type, complex)) {
      throw UserException.of("NumPy array of a type that is no field")
          .where(array.where())
          .given(type)
          .allowed(
              "float64 or float32, little or big endian: <f8 >f8 <f4 >f4"
                  + (complex ? "; of complexified fields <c16 >c16 <c8 >c8" : ""))
          .todo(type.advice())
          .build();
    }
  }

  @Override
  public int[] shape() {
    return axis.numbers(parts);
  }

  @Override
  public boolean isComplex() {
    return parts == 2;
  }

  @Override
  public String description() {
    return axis.description() + " of an array of shape " + fields.header().shapeText();
  }

  @Override
  public ImportColumns columns() throws IOException {
    int rows = (int) axis.count();
    ImportColumns columns = new ImportColumns();
    columns.chain = whole(ImportColumns.CHAIN, rows);
    if (columns.chain == null && axis.chains() > 0) {
      columns.chain = chains(rows);
    }
    columns.step = whole(ImportColumns.STEP, rows);
    columns.logWeight = numbers(ImportColumns.LOG_WEIGHT, rows);
    columns.deltaH = numbers(ImportColumns.DELTA_H, rows);
    columns.accepted = numbers(ImportColumns.ACCEPTED, rows);
    columns.runaways = whole(ImportColumns.RUNAWAYS, rows);
    return columns;
  }

  /** The chain of each configuration where the first axis counts chains. */
  private long[] chains(int rows) {
    boolean fortran = fields.header().fortran(); // the first axis is the fastest
    long length = rows / axis.chains();
    return LongStream.range(0, rows)
        .map(row -> fortran ? row % axis.chains() : row / length)
        .toArray();
  }

  /** An array beside the fields; a single number of that name, such as a step size, is another. */
  private Optional<NumpyArray> column(String name) throws IOException {
    return file.isSingle()
        ? Optional.empty()
        : file.array(name).filter(array -> array.header().shape().length > 0);
  }

  private long[] whole(String name, int rows) throws IOException {
    Optional<NumpyArray> array = column(name);
    if (array.isEmpty()) {
      return null;
    }
    long[] values = new long[rows];
    NumpyType type = array.get().header().type();
    array
        .get()
        .column(
            rows,
            (row, next) -> {
              try {
                values[row] = type.whole(next);
              } catch (ArithmeticException e) {
                throw UserException.of("array is not one of whole numbers: " + e.getMessage())
                    .where(array.get().where() + "[" + row + "]")
                    .allowed("whole numbers of 64 bits")
                    .todo("convert the array, or leave it out of the archive")
                    .cause(e)
                    .build();
              }
            });
    return values;
  }

  private double[] numbers(String name, int rows) throws IOException {
    Optional<NumpyArray> array = column(name);
    if (array.isEmpty()) {
      return null;
    }
    double[] values = new double[rows];
    NumpyType type = array.get().header().type();
    array.get().column(rows, (row, next) -> values[row] = type.get(next));
    return values;
  }

  @Override
  public ImportSource fields() {
    return new NumpySource(fields, axis.shape(), axis.last());
  }

  @Override
  public String sha256() {
    return Storage.sha256(path);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
