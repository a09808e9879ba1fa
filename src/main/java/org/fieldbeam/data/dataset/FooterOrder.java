package org.fieldbeam.data.dataset;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * Puts the lists of encodings in a Parquet footer into a fixed order.
 *
 * <p>Parquet writes them in the order of a hash set of enum constants, whose hash codes are
 * addresses: two processes would write two different files from the same rows.
 */
final class FooterOrder {
  /** What follows the footer: its length, and the magic number. */
  private static final int TRAILER_BYTES = 8;

  private FooterOrder() {}

  /**
   * The tail of a file with its footer in order.
   *
   * @param tail the last bytes of a Parquet file, the footer and all that follows it included
   */
  static byte[] ordered(byte[] tail) throws IOException {
    int trailerAt = tail.length - TRAILER_BYTES;
    int length = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt(trailerAt);
    int footerAt = trailerAt - length;
    FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(tail, footerAt, length));
    for (RowGroup group : footer.getRow_groups()) {
      for (ColumnChunk column : group.getColumns()) {
        Collections.sort(column.getMeta_data().getEncodings());
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(tail.length);
    out.write(tail, 0, footerAt);
    Util.writeFileMetaData(footer, out);
    if (out.size() != trailerAt) {
      throw new IOException("the footer of a shard has changed its length");
    }
    out.write(tail, trailerAt, TRAILER_BYTES);
    return out.toByteArray();
  }
}
