package org.fieldbeam.data.exchange;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.hdf5.Hdf5Dataset;
import org.fieldbeam.data.hdf5.Hdf5File;
import org.fieldbeam.data.storage.Storage;

/**
 * Configurations in a dataset of an HDF5 file, beside which others may say what chain and step they
 * are of.
 */
final class Hdf5Ensemble implements ImportFile {
  private final Hdf5File file;
  private final Hdf5Dataset fields;
  private final ConfigurationAxis axis;

  private Hdf5Ensemble(Hdf5File file, Hdf5Dataset fields, int[] shape) {
    this.file = file;
    this.fields = fields;
    this.axis = ConfigurationAxis.of(fields.extents(), shape, fields.parts(), fields.where());
    axis.requireCountable(fields.where());
  }

  /** The format {@code hdf5}. */
  @AutoService(ImportKind.class)
  public static final class OfFiles implements ImportKind {
    @Override
    public About about() {
      return About.of(
          "hdf5",
          "A dataset of an HDF5 file, in any group: float64 or float32, or complex numbers as h5py"
              + " writes them, or with an axis of real and imaginary part behind all others, either"
              + " byte order, contiguous or in chunks, which may be compressed by gzip or lzf; axes as those of npy. Datasets"
              + " chain, step, log_weight, accepted and delta_h beside it are taken along.");
    }

    @Override
    public boolean isOf(boolean folder, byte[] start) {
      return Hdf5File.isMagic(start);
    }

    @Override
    public String suits() {
      return "an HDF5 file";
    }

    @Override
    public ImportFile open(EnsembleImport.Request request) throws IOException {
      Hdf5File file = Hdf5File.open(request.source());
      try {
        return new Hdf5Ensemble(file, fields(file, request.column()), request.shape());
      } catch (RuntimeException e) {
        file.close();
        throw e;
      }
    }
  }

  /**
   * The dataset of fields: real or complex numbers on two axes or more.
   *
   * @param name its path; null if there is only one
   */
  private static Hdf5Dataset fields(Hdf5File file, String name) {
    Optional<Hdf5Dataset> named = name == null ? Optional.empty() : file.dataset(name);
    if (named.isPresent()) {
      return requireNumbers(named.get());
    }
    List<Hdf5Dataset> all = file.datasets();
    List<Hdf5Dataset> fields =
        all.stream().filter(each -> isOfNumbers(each) && each.extents().length > 1).toList();
    if (name == null && fields.size() == 1 && all.size() < Hdf5File.MOST) {
      return requireNumbers(fields.get(0));
    }
    List<String> found = new ArrayList<>(all.stream().map(Hdf5Dataset::toString).toList());
    if (all.size() == Hdf5File.MOST) {
      found.add("perhaps more");
    }
    throw UserException.of(
            name == null ? "which dataset of the HDF5 file holds the fields?" : "no such dataset")
        .where(file.path())
        .given(name == null ? "none" : name)
        .allowed(found.isEmpty() ? "an HDF5 file with datasets in it" : String.join(", ", found))
        .todo("name one of the datasets with --dataset PATH")
        .build();
  }

  private static boolean isOfNumbers(Hdf5Dataset dataset) {
    return dataset.isReal() || dataset.isComplex();
  }

  private static Hdf5Dataset requireNumbers(Hdf5Dataset dataset) {
    if (!isOfNumbers(dataset)) {
      throw UserException.of("HDF5 dataset of a type that is no field")
          .where(dataset.where())
          .given(dataset.type())
          .allowed("float64 or float32, little or big endian, or complex numbers of such")
          .todo("write the array as float64, or as complex128")
          .build();
    }
    dataset.requireWritten();
    return dataset;
  }

  @Override
  public int[] shape() {
    return axis.numbers(fields.parts());
  }

  @Override
  public boolean isComplex() {
    return fields.isComplex();
  }

  @Override
  public String description() {
    return axis.description() + " of the dataset " + fields;
  }

  @Override
  public ImportColumns columns() {
    int rows = Math.toIntExact(axis.count());
    ImportColumns columns = new ImportColumns();
    columns.chain = whole(ImportColumns.CHAIN, rows);
    if (columns.chain == null && axis.chains() > 0) {
      long length = rows / axis.chains();
      columns.chain = LongStream.range(0, rows).map(row -> row / length).toArray();
    }
    columns.step = whole(ImportColumns.STEP, rows);
    columns.logWeight = numbers(ImportColumns.LOG_WEIGHT, rows);
    columns.deltaH = numbers(ImportColumns.DELTA_H, rows);
    columns.accepted = numbers(ImportColumns.ACCEPTED, rows);
    columns.runaways = whole(ImportColumns.RUNAWAYS, rows);
    return columns;
  }

  /** A dataset beside the fields; a single number of that name is another. */
  private Optional<Hdf5Dataset> column(String name, int rows) {
    String path = fields.path();
    Optional<Hdf5Dataset> found =
        file.dataset(path.substring(0, path.lastIndexOf('/') + 1) + name)
            .filter(dataset -> dataset.extents().length > 0);
    found.ifPresent(
        dataset -> {
          if (!Arrays.equals(dataset.extents(), new long[] {rows})) {
            throw UserException.of("there are not as many fields as other values")
                .where(dataset.where())
                .given(dataset.toString())
                .allowed("one axis of " + rows + ", a value for each configuration")
                .todo("write a value for each, or call the dataset otherwise")
                .build();
          }
          dataset.requireWritten();
        });
    return found;
  }

  private long[] whole(String name, int rows) {
    Optional<Hdf5Dataset> dataset = column(name, rows);
    if (dataset.isEmpty()) {
      return null;
    }
    Number[] numbers = dataset.get().column();
    long[] values = new long[rows];
    for (int row = 0; row < rows; row++) {
      try {
        values[row] = Hdf5Dataset.whole(numbers[row]);
      } catch (ArithmeticException e) {
        throw UserException.of("the dataset is not one of whole numbers: " + e.getMessage())
            .where(dataset.get().where() + "[" + row + "]")
            .allowed("whole numbers of 64 bits")
            .todo("convert the dataset, or call it otherwise")
            .cause(e)
            .build();
      }
    }
    return values;
  }

  private double[] numbers(String name, int rows) {
    return column(name, rows)
        .map(dataset -> Arrays.stream(dataset.column()).mapToDouble(Number::doubleValue).toArray())
        .orElse(null);
  }

  @Override
  public ImportSource fields() {
    return new Hdf5Source(fields, axis);
  }

  @Override
  public String sha256() {
    return Storage.sha256(file.path());
  }

  @Override
  public void close() {
    file.close();
  }
}
