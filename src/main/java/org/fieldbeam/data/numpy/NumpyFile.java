package org.fieldbeam.data.numpy;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.Storage;

/**
 * The arrays of a {@code .npy} file, which has one, or of a {@code .npz} archive.
 *
 * <p>An archive is read by its central directory, as NumPy reads it: of two entries of one name the
 * last there counts (as when an array was written again); archives that were streamed or are larger
 * than 4 GiB are read like any other. The CRC of an entry is held against what was read.
 */
public final class NumpyFile implements AutoCloseable {
  /** The name of the array of a {@code .npy} file. */
  static final String ONLY = "";

  private static final String SUFFIX = ".npy";

  /** No deflated entry is larger than this many times its bytes. */
  private static final int MOST_DEFLATED = 1032;

  private static final int BUFFER = 1 << 16;

  private final String path;
  private final ZipFile archive;
  private final Map<String, ZipArchiveEntry> entries;

  private NumpyFile(String path, ZipFile archive, Map<String, ZipArchiveEntry> entries) {
    this.path = path;
    this.archive = archive;
    this.entries = entries;
  }

  /**
   * Opens a file, which of both its first bytes tell.
   *
   * @throws UserException if it is neither, or an archive that is damaged
   */
  public static NumpyFile open(String path) throws IOException {
    byte[] start;
    try (InputStream in = Channels.newInputStream(Storage.open(path))) {
      start = in.readNBytes(6);
    }
    return start.length > 1 && start[0] == 'P' && start[1] == 'K'
        ? archive(path)
        : new NumpyFile(path, null, Map.of());
  }

  private static NumpyFile archive(String path) throws IOException {
    ReadableByteChannel channel = Storage.open(path);
    try {
      if (!(channel instanceof SeekableByteChannel seekable)) {
        throw new IOException("the file system of " + path + " cannot read at any position");
      }
      ZipFile zip = ZipFile.builder().setSeekableByteChannel(seekable).get();
      Map<String, ZipArchiveEntry> entries = new LinkedHashMap<>();
      for (Iterator<ZipArchiveEntry> all = zip.getEntries().asIterator(); all.hasNext(); ) {
        ZipArchiveEntry entry = all.next();
        String name = entry.getName();
        boolean array = name.endsWith(SUFFIX);
        entries.put(array ? name.substring(0, name.length() - SUFFIX.length()) : name, entry);
      }
      return new NumpyFile(path, zip, entries);
    } catch (UserException e) {
      channel.close();
      throw e;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw damaged(path, e);
    }
  }

  /** Whether this is a {@code .npy} file. */
  public boolean isSingle() {
    return archive == null;
  }

  /** Names of the arrays. */
  public List<String> names() {
    return isSingle() ? List.of(ONLY) : List.copyOf(entries.keySet());
  }

  /**
   * An array by its name.
   *
   * @throws UserException if it cannot be read as one
   */
  public Optional<NumpyArray> array(String name) throws IOException {
    if (archive == null) {
      return name.equals(ONLY)
          ? Optional.of(new NumpyArray(path, Storage.size(path), this::plain))
          : Optional.empty();
    }
    ZipArchiveEntry entry = entries.get(name);
    if (entry == null) {
      return Optional.empty();
    }
    String where = path + ", array " + name;
    requireReadable(entry, where);
    return Optional.of(new NumpyArray(where, entry.getSize(), () -> stream(entry, where)));
  }

  @Override
  public void close() throws IOException {
    if (archive != null) {
      archive.close();
    }
  }

  private InputStream plain() throws IOException {
    return new BufferedInputStream(Channels.newInputStream(Storage.open(path)), BUFFER);
  }

  private InputStream stream(ZipArchiveEntry entry, String where) throws IOException {
    try {
      return new Proven(
          new BufferedInputStream(archive.getInputStream(entry), BUFFER), entry, where);
    } catch (RuntimeException e) {
      throw damaged(where, e);
    }
  }

  private static void requireReadable(ZipArchiveEntry entry, String where) {
    boolean encrypted = entry.getGeneralPurposeBit().usesEncryption();
    int method = entry.getMethod();
    if (encrypted || !(method == ZipEntry.STORED || method == ZipEntry.DEFLATED)) {
      throw UserException.of("entry of a NumPy archive cannot be read")
          .where(where)
          .given(encrypted ? "it is encrypted" : "compression method " + method + " of zip")
          .allowed(
              "stored or deflated entries, as numpy.savez and numpy.savez_compressed write them")
          .todo("save the arrays again with numpy.savez")
          .build();
    }
    long most = entry.getCompressedSize() * (method == ZipEntry.STORED ? 1 : MOST_DEFLATED);
    if (entry.getSize() < 0 || entry.getCompressedSize() < 0 || entry.getSize() > most) {
      throw damaged(
          where,
          new IOException(
              entry.getCompressedSize() + " bytes cannot be " + entry.getSize() + " bytes"));
    }
  }

  private static UserException damaged(String where, Exception cause) {
    return UserException.of("the NumPy archive is damaged: " + cause.getMessage())
        .where(where)
        .allowed("a .npz file as numpy.savez writes it")
        .todo("copy the file again from where it came from, or save the arrays again")
        .cause(cause)
        .build();
  }

  /** An entry whose checksum is compared at its end. */
  private static final class Proven extends FilterInputStream {
    private final CRC32 sum = new CRC32();
    private final ZipArchiveEntry entry;
    private final String where;

    Proven(InputStream in, ZipArchiveEntry entry, String where) {
      super(in);
      this.entry = entry;
      this.where = where;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n;
      try {
        n = in.read(bytes, offset, length);
      } catch (IOException | RuntimeException e) {
        throw damaged(where, e);
      }
      if (n > 0) {
        sum.update(bytes, offset, n);
      } else if (n < 0 && sum.getValue() != entry.getCrc()) {
        throw damaged(where, new IOException("its checksum is wrong"));
      }
      return n;
    }

    /** Reads what is skipped, which belongs to the checksum. */
    @Override
    public long skip(long n) throws IOException {
      return n <= 0 ? 0 : Math.max(0, read(new byte[(int) Math.min(n, BUFFER)]));
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
