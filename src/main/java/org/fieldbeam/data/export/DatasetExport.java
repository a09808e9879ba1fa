package org.fieldbeam.data.export;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.ExportTarget;
import org.fieldbeam.data.row.ChainOrder;
import org.fieldbeam.data.row.EnsembleWeights;

/**
 * Exports datasets to NumPy, HDF5, CSV, Parquet and the JSON format of pyerrors. Equal datasets
 * give equal bytes. Rows stand in the order of chains, and of steps in each chain, in whatever
 * order the shards hold them. A file is always a new one, outside of datasets and outputs of
 * stages.
 */
public final class DatasetExport {
  private DatasetExport() {}

  /**
   * What was written.
   *
   * @param rows number of configurations
   * @param chains number of chains
   * @param length configurations of each chain, or 0 if chains are not of one length
   */
  public record Written(int rows, int chains, int length) {
    private static Written of(ChainOrder order) {
      return new Written(order.rows(), order.chains(), order.commonLength());
    }
  }

  /**
   * Writes the fields of an ensemble as {@code .npy}: float64, C order, shape (N, extents...), one
   * chain after the other; of a complex ensemble complex128, shape (N, extents..., components)
   * where there are several components. What chain and step a row is of is not in the file.
   *
   * @throws UserException if the dataset is no ensemble, a weighted one, whose weights the file
   *     could not hold, or damaged, or the file cannot be written
   */
  public static Written numpy(String dataset, String file) {
    ExportTarget.requireNew(file);
    DatasetFolder folder = DatasetFolder.open(dataset);
    EnsembleWeights.requireNone(folder, "a .npy file");
    NumpyExport<?> export = NumpyExport.ofFields(folder);
    export.array(file);
    return Written.of(export.order());
  }

  /**
   * Writes {@code .npz}: an array for each column, all in the same order of rows. Of an ensemble
   * {@code field}, as {@link #numpy} writes it, {@code chain} and {@code step}, and those of {@code
   * action, accepted, delta_h, log_q, log_weight} (of a complex one {@code action, action_imag,
   * drift, runaways}) that have values; NaN where a value is absent. Of measurements {@code chain,
   * step} and all scalars.
   *
   * @throws UserException if the dataset is of another kind or damaged, or the file cannot be
   *     written
   */
  public static Written archive(String dataset, String file) {
    ExportTarget.requireNew(file);
    DatasetFolder folder = DatasetFolder.open(dataset);
    NumpyExport<?> export = NumpyExport.of(folder);
    export.archive(file);
    return Written.of(export.order());
  }

  /**
   * Writes one file of HDF5 with a dataset for each column, as {@link #archive} has them; only
   * complexified fields are real numbers with a last axis of two, {@code field_re_im}. Attributes
   * of the file say what it is of. Rows are written one by one, through a file in the temporary
   * folder of this machine.
   *
   * @throws UserException if the dataset is of another kind, empty or damaged, or the file cannot
   *     be written
   */
  public static Written hdf5(String dataset, String file) {
    ExportTarget.requireNew(file);
    return Written.of(Hdf5Export.write(DatasetFolder.open(dataset), file));
  }

  /**
   * Writes CSV with a header line: of an ensemble its scalar columns, and with {@code fields} one
   * column per site after them (field_0, ... in C order); of measurements all columns. Absent
   * values are empty; doubles are written so that they read back exactly.
   *
   * @throws UserException if the dataset is of another kind or damaged, or the file cannot be
   *     written
   */
  public static Written csv(String dataset, String file, boolean fields) {
    ExportTarget.requireNew(file);
    return Written.of(CsvExport.write(DatasetFolder.open(dataset), file, fields));
  }

  /**
   * Writes one Parquet file with the columns of an ensemble or of measurements, as {@code schemas/}
   * has them, row groups of 8 MiB, absent values null. Its footer keys {@code exported.kind, id,
   * contentHash, weighted, layout, action} say what it is of.
   *
   * @param compressed whether pages are compressed by zstd; uncompressed they are read faster
   * @throws UserException if the dataset is of another kind or damaged, or the file cannot be
   *     written
   */
  public static Written parquet(String dataset, String file, boolean compressed) {
    ExportTarget.requireNew(file);
    return Written.of(ParquetExport.write(DatasetFolder.open(dataset), file, compressed));
  }

  /**
   * Writes the scalars of a measurement dataset in pyerrors' {@code .json.gz} format: one structure
   * of type List with an Obs per scalar (its tag is the scalar's name), one replica {@code
   * ID|rCHAIN} per chain, the step as configuration number, and the deviations from the overall
   * mean as deltas. In Python: {@code pyerrors.input.json.load_json(path)}. The scalars are held in
   * memory.
   *
   * @param file ends in {@code .gz} to be compressed
   * @throws UserException if the dataset is of another kind, damaged, or weighted, a chain has
   *     fewer configurations than pyerrors takes or a step twice, or a value is not finite
   */
  public static Written pyerrors(String dataset, String file) {
    ExportTarget.requireNew(file);
    DatasetFolder folder = DatasetFolder.open(dataset);
    if (folder.info().kind() != DatasetKind.MEASUREMENTS) {
      throw UserException.of("a file of pyerrors holds measurements")
          .where(file)
          .given("the dataset " + dataset + " of the kind " + folder.info().kind().label())
          .allowed("datasets that a measure stage wrote, such as OUTPUT/observables/NAME")
          .todo("name the measurements of this dataset, or export it as .npy, .npz or .csv")
          .build();
    }
    return Written.of(PyerrorsExport.write(folder, file));
  }

  static void write(OutputStream out, byte[] bytes) {
    try {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(Writer out, CharSequence text) {
    try {
      out.append(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
