package org.fieldbeam.data.exchange;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.parquet.column.ColumnDescriptor;
import org.fieldbeam.data.UserException;

/**
 * Which column of a Parquet file holds the fields: {@code phi}, or {@code phi.re} where the
 * elements of a list have parts. Of complexified fields it is that of the real parts; the imaginary
 * ones are the other part, or the column {@code phi_imag}.
 *
 * @param name of the column; null if there is only one
 * @param complexified whether the fields are complexified
 */
record ParquetFields(String name, boolean complexified) {
  private static final String IMAGINARY = "_imag";
  private static final Set<String> REAL_PARTS = Set.of("re", "r", "real");
  private static final Set<String> IMAGINARY_PARTS = Set.of("im", "i", "imag");

  /** Columns that an error names; some files have thousands. */
  private static final int MOST_NAMES = 20;

  /** The same with the name that the column has in a file. */
  ParquetFields in(ForeignParquet file) {
    return new ParquetFields(name(column(file), parts(file.lists())), complexified);
  }

  /**
   * The column of a file.
   *
   * @throws UserException if there is none, or it cannot be told which
   */
  ColumnDescriptor column(ForeignParquet file) {
    Map<String, Long> parts = parts(file.lists());
    List<ColumnDescriptor> lists =
        file.lists().stream().filter(c -> !complexified || imaginary(file, c).isPresent()).toList();
    List<ColumnDescriptor> chosen =
        lists.stream()
            .filter(c -> name == null || c.getPath()[0].equals(name) || name(c, parts).equals(name))
            .toList();
    if (chosen.size() == 1) {
      return chosen.get(0);
    }
    boolean several = name != null && !chosen.isEmpty();
    throw UserException.of(
            name == null
                ? "which column of the Parquet file holds the fields?"
                : several
                    ? "the column has several numbers for each site"
                    : "no such column of fields")
        .where(file.path())
        .given(name == null ? "none" : name)
        .allowed(lists.isEmpty() ? none(file) : names(several ? chosen : lists, parts))
        .todo(
            lists.isEmpty()
                ? "write each configuration as a row, its field as a list of numbers in one column"
                    + (complexified ? " for each part" : "")
                : several
                    ? "name the action, if it is one of complexified fields; real ones are one of the"
                        + " parts, with --column NAME.PART"
                    : "name the column with --column NAME")
        .build();
  }

  private String none(ForeignParquet file) {
    return (complexified
            ? "two columns of lists of double or float, NAME and NAME_imag, or one of lists of the"
                + " parts re and im; this file has no such"
            : "a column of lists of double or float; this file has none")
        + (file.hasNestedLists() ? " (lists of lists are to be flattened, in C order)" : "");
  }

  /** The column of the imaginary parts to one of real parts, if it is one. */
  static Optional<ColumnDescriptor> imaginary(ForeignParquet file, ColumnDescriptor real) {
    String first = real.getPath()[0];
    boolean alone = parts(file.lists()).get(first) == 1;
    return file.lists().stream()
        .filter(
            other ->
                alone
                    ? other.getPath()[0].equals(first + IMAGINARY)
                    : other.getPath()[0].equals(first)
                        && REAL_PARTS.contains(last(real))
                        && IMAGINARY_PARTS.contains(last(other)))
        .findFirst();
  }

  private static String names(List<ColumnDescriptor> columns, Map<String, Long> parts) {
    String some =
        columns.stream()
            .limit(MOST_NAMES)
            .map(column -> name(column, parts))
            .collect(Collectors.joining(", "));
    int more = columns.size() - MOST_NAMES;
    return more > 0 ? some + " and " + more + " more" : some;
  }

  /** Of how many parts the columns of fields are, by their first names. */
  private static Map<String, Long> parts(List<ColumnDescriptor> lists) {
    return lists.stream()
        .collect(Collectors.groupingBy(column -> column.getPath()[0], Collectors.counting()));
  }

  /** The name of a column of fields: its first part, and its last where that tells it apart. */
  private static String name(ColumnDescriptor column, Map<String, Long> parts) {
    String first = column.getPath()[0];
    return parts.get(first) == 1 ? first : first + "." + last(column);
  }

  private static String last(ColumnDescriptor column) {
    return column.getPath()[column.getPath().length - 1];
  }

  /** Returns for example "column phi". */
  @Override
  public String toString() {
    return "column " + name + (complexified ? " and that of its imaginary parts" : "");
  }
}
