package org.fieldbeam.data.dataset;

import java.io.Serializable;
import org.fieldbeam.data.storage.Storage;

/**
 * One finished shard as the manifest lists it.
 *
 * @param index number of the shard, from 0
 * @param path file name relative to the dataset folder
 * @param rows number of rows
 * @param bytes length of the file
 * @param sha256 SHA-256 of the whole file, 64 lower-case hexadecimal digits
 */
public record ShardEntry(int index, String path, long rows, long bytes, String sha256)
    implements Serializable {

  /**
   * An entry that may be true.
   *
   * @throws IllegalArgumentException if the index or the number of rows is negative, the file has
   *     no bytes, or the hash is none
   */
  public ShardEntry {
    if (index < 0 || rows < 0 || bytes < 1) {
      throw new IllegalArgumentException(
          "shard " + index + " of " + rows + " rows and " + bytes + " bytes");
    }
    if (!Storage.isSha256(sha256)) {
      throw new IllegalArgumentException("'" + sha256 + "' is no SHA-256 of shard " + index);
    }
  }
}
