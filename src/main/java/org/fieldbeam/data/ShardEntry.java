package org.fieldbeam.data;

import java.io.Serializable;

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
    implements Serializable {}
