package org.fieldbeam.data.dataset;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.data.UserException;

/**
 * Reads a shard row group by row group into primitive arrays, and proves on the way that nothing
 * was lost or changed: footer checksum, place of every column, page CRCs, schema, lengths of lists,
 * numbers of rows.
 */
public final class ShardReader implements AutoCloseable {
  private final String path;
  private final Shards.Footer footer;
  private final ShardSchema schema;
  private final boolean[] wanted;

  /** Whether this is a file of format 1 with several components. */
  private final boolean componentsFirst;

  private final ParquetFileReader file;
  private final ParquetStreams.Input input;
  private final RowGroup group;
  private final PageDecoder decoder = new PageDecoder();
  private int groups;

  /** What Parquet's reader does when it is asked for something. */
  public interface Read<T> {
    T get() throws IOException;
  }

  private ShardReader(
      String path, ParquetStreams.Input input, ParquetFileReader file, Set<String> skipped) {
    this.path = path;
    this.input = input;
    this.file = file;
    List<Long> rows = file.getRowGroups().stream().map(BlockMetaData::getRowCount).toList();
    footer = Shards.parse(file.getFileMetaData().getKeyValueMetaData(), rows, path);
    schema = expectedSchema(footer, path);
    MessageType found = file.getFileMetaData().getSchema();
    if (!schema.message().equals(found)) {
      throw UserException.of("shard has another schema than its kind")
          .where(path)
          .given(found.toString().strip())
          .allowed(schema.message().toString().strip())
          .todo("read it with the version of fieldbeam that wrote it, or generate it again")
          .build();
    }
    wanted = new boolean[schema.columns().size()];
    Set<String> kept = new HashSet<>();
    for (int i = 0; i < wanted.length; i++) {
      String name = schema.columns().get(i).name();
      wanted[i] = !skipped.contains(name);
      if (wanted[i]) {
        kept.add(name);
      }
    }
    List<Type> fields =
        found.getFields().stream().filter(field -> kept.contains(field.getName())).toList();
    file.setRequestedSchema(new MessageType(found.getName(), fields));
    long largest = rows.stream().mapToLong(Long::longValue).max().orElse(1);
    if (largest < 1 || (largest > 1 && largest > Integer.MAX_VALUE / schema.rowBytes())) {
      throw Shards.damaged(path + ", footer", "row group of " + largest + " rows", null);
    }
    checkLayout();
    componentsFirst =
        footer.formatVersion() == 1 && footer.info().values() > footer.info().volume();
    group = new RowGroup(schema, (int) largest);
  }

  /**
   * The chunks of the columns lie in the file as they were written, one after the other in the
   * order of the schema. The checksum of the footer does not cover their places, and a page that is
   * read from the place of another column has a CRC that is right.
   */
  private void checkLayout() {
    long next = ParquetFileWriter.MAGIC.length;
    long length = input.getLength();
    for (BlockMetaData block : file.getRowGroups()) {
      List<ColumnChunkMetaData> chunks = block.getColumns();
      boolean right = chunks.size() == wanted.length && block.getRowCount() > 0;
      for (int i = 0; right && i < wanted.length; i++) {
        ShardSchema.Column column = schema.columns().get(i);
        ColumnChunkMetaData chunk = chunks.get(i);
        right =
            Arrays.equals(chunk.getPath().toArray(), column.descriptor().getPath())
                && chunk.getValueCount() == block.getRowCount() * Math.max(1, column.listLength())
                && chunk.getStartingPos() == next
                && chunk.getTotalSize() > 0
                && chunk.getTotalSize() <= length - next;
        next += chunk.getTotalSize();
      }
      if (!right) {
        throw Shards.damaged(path + ", footer", "columns do not lie where they were written", null);
      }
    }
  }

  /** Opens a shard, all columns. */
  public static ShardReader open(String path) {
    return open(path, Set.of(), false);
  }

  /** Opens a shard, all columns, whose {@link #sha256()} is asked for when all rows are read. */
  public static ShardReader hashing(String path) {
    return open(path, Set.of(), true);
  }

  /** Opens a shard without the named columns: they are not read, and keep what they were. */
  public static ShardReader open(String path, Set<String> skipped) {
    return open(path, skipped, false);
  }

  private static ShardReader open(String path, Set<String> skipped, boolean hash) {
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .usePageChecksumVerification()
            .withCodecFactory(new PageDecompressor())
            .withUseHadoopVectoredIo(false)
            .build();
    ParquetStreams.Input input = new ParquetStreams.Input(path);
    ParquetFileReader file =
        guarded(
            path + ", footer",
            () -> {
              try (SeekableInputStream stream = input.newStream()) {
                FooterSizes.check(stream, input.getLength());
              }
              return ParquetFileReader.open(input, options);
            });
    try {
      ShardReader reader =
          guarded(path + ", footer", () -> new ShardReader(path, input, file, skipped));
      if (hash) {
        input.startHash();
      }
      return reader;
    } catch (UserException e) {
      closeQuietly(file);
      throw e;
    }
  }

  /**
   * SHA-256 of the file, of one that was opened to be hashed; may be asked once, best when the last
   * row group has been read.
   */
  public String sha256() {
    return guarded(path, input::sha256);
  }

  /** Whether all row groups have been read. */
  public boolean atEnd() {
    return groups == file.getRowGroups().size();
  }

  public Shards.Footer footer() {
    return footer;
  }

  public ShardSchema schema() {
    return schema;
  }

  public String path() {
    return path;
  }

  /** Number of rows of the file. */
  public long totalRows() {
    return file.getRowGroups().stream().mapToLong(BlockMetaData::getRowCount).sum();
  }

  /** Number of row groups read so far. */
  public int groupsRead() {
    return groups;
  }

  /** The rows of the current row group. */
  public RowGroup group() {
    return group;
  }

  /** Reads the next row group into {@link #group()}; returns its number of rows, 0 at the end. */
  public int nextGroup() {
    String where = path + ", row group " + (groups + 1) + " of " + file.getRowGroups().size();
    group.clear();
    PageReadStore pages = guarded(where, file::readNextRowGroup);
    if (pages == null) {
      return 0;
    }
    groups++;
    int rows = (int) pages.getRowCount();
    group.grow(rows);
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i]) {
        int column = i;
        String name = schema.columns().get(i).name();
        guarded(
            where + ", column " + name,
            () -> {
              readColumn(pages, column, rows);
              return null;
            });
      }
    }
    group.add(rows);
    if (componentsFirst) {
      joinComponents(rows);
    }
    return rows;
  }

  /** Brings fields of format 1, component after component, into the order of the layout. */
  private void joinComponents(int rows) {
    FieldLayout layout = footer.info().layout();
    int sites = layout.lattice().volume();
    int components = layout.components();
    double[] field = new double[layout.size()];
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i] && schema.columns().get(i).listLength() == field.length) {
        double[] values = group.doubles(i);
        for (int from = 0; from < rows * field.length; from += field.length) {
          System.arraycopy(values, from, field, 0, field.length);
          for (int value = 0; value < field.length; value++) {
            values[from + value] = field[value % components * sites + value / components];
          }
        }
      }
    }
  }

  @Override
  public void close() {
    guarded(
        path,
        () -> {
          file.close();
          return null;
        });
  }

  private void readColumn(PageReadStore pages, int index, int rows) throws IOException {
    ShardSchema.Column column = schema.columns().get(index);
    PageReader reader = pages.getPageReader(column.descriptor());
    int perRow = Math.max(1, column.listLength());
    if (reader.getTotalValueCount() != (long) rows * perRow) {
      throw new IOException(reader.getTotalValueCount() + " values for " + rows + " rows");
    }
    int row = 0;
    for (DataPage page = reader.readPage(); page != null; page = reader.readPage()) {
      row += decoder.read(page, group, index, row, rows - row);
    }
    if (row != rows) {
      throw new IOException("pages of " + row + " rows in a row group of " + rows);
    }
  }

  private static ShardSchema expectedSchema(Shards.Footer footer, String path) {
    try {
      return ShardSchema.of(footer.info(), footer.formatVersion());
    } catch (IllegalArgumentException e) {
      throw Shards.damaged(path + ", footer", e.getMessage(), e);
    }
  }

  /**
   * Runs a read. Damaged bytes make Parquet and Thrift throw nearly any exception; all of that
   * means that the file is damaged. They also ask for absurd amounts of memory, and then it may as
   * well be that the memory is small.
   */
  static <T> T guarded(String where, Read<T> read) {
    try {
      return read.get();
    } catch (UserException e) {
      throw e;
    } catch (OutOfMemoryError e) {
      throw UserException.of("out of memory while reading: " + e.getMessage())
          .where(where)
          .given("a Java heap of " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB")
          .todo(
              "see with 'fieldbeam verify' whether the file is damaged; if it is not, give Java more"
                  + " with FIELDBEAM_HEAP (for example FIELDBEAM_HEAP=4g)")
          .build();
    } catch (IOException | RuntimeException e) {
      throw Shards.damaged(where, String.valueOf(e.getMessage()), e);
    }
  }

  private static void closeQuietly(ParquetFileReader file) {
    try {
      file.close();
    } catch (IOException e) {
      // The error that made us close it is the one to report.
    }
  }
}
