package org.fieldbeam.data.dataset;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.SeekableInputStream;
import org.fieldbeam.data.storage.Storage;

/** Parquet's files on Beam's file systems, without Hadoop's. */
public final class ParquetStreams {
  private static final int BUFFER_BYTES = 1 << 16;

  /** First bytes of a Parquet file, and of one whose footer is encrypted: PAR1, PARE. */
  private static final byte[] MAGIC = {'P', 'A', 'R'};

  private ParquetStreams() {}

  /** Whether a file begins as Parquet files do. */
  static boolean isParquet(String path) {
    try (InputStream in = Channels.newInputStream(Storage.open(path))) {
      return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
    } catch (IOException e) {
      throw Storage.unreadable(path, e);
    }
  }

  /** An output that counts its bytes and hashes them on the way. */
  static final class Output implements OutputFile {
    private final Opening opening;
    private final MessageDigest digest = Storage.sha256();
    private Stream stream;

    /** Opens what the bytes go to. */
    interface Opening {
      WritableByteChannel open() throws IOException;
    }

    Output(Opening opening) {
      this.opening = opening;
    }

    /** An output to a new file. */
    static Output of(String path) {
      return new Output(() -> Storage.create(path, "application/vnd.apache.parquet"));
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) throws IOException {
      stream = new Stream(opening.open(), digest);
      return stream;
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
      return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }

    /**
     * From here on come the indexes and the footer, which are put in order before they are written.
     */
    void startTail() {
      stream.tail = new ByteArrayOutputStream();
    }

    /** Length of the file, after it was closed. */
    long bytes() {
      return stream.getPos();
    }

    /** SHA-256 of the file, after it was closed; may be asked once. */
    String sha256() {
      return HexFormat.of().formatHex(digest.digest());
    }

    /** Closes the file without finishing it. */
    void abort() throws IOException {
      if (stream != null) {
        stream.channel.close();
      }
    }
  }

  private static final class Stream extends PositionOutputStream {
    private final WritableByteChannel channel;
    private final MessageDigest digest;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int used;
    private long position;
    private ByteArrayOutputStream tail;

    Stream(WritableByteChannel channel, MessageDigest digest) {
      this.channel = channel;
      this.digest = digest;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int b) throws IOException {
      if (tail != null) {
        tail.write(b);
        position++;
        return;
      }
      if (used == buffer.length) {
        flush();
      }
      buffer[used++] = (byte) b;
      position++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      position += length;
      if (tail != null) {
        tail.write(bytes, offset, length);
        return;
      }
      if (length <= buffer.length - used) {
        System.arraycopy(bytes, offset, buffer, used, length);
        used += length;
        return;
      }
      flush();
      if (length < buffer.length) {
        System.arraycopy(bytes, offset, buffer, 0, length);
        used = length;
      } else {
        emit(bytes, offset, length);
      }
    }

    @Override
    public void flush() throws IOException {
      emit(buffer, 0, used);
      used = 0;
    }

    @Override
    public void close() throws IOException {
      if (channel.isOpen()) {
        flush();
        if (tail != null) {
          byte[] ordered = FooterOrder.ordered(tail.toByteArray());
          emit(ordered, 0, ordered.length);
        }
        channel.close();
      }
    }

    private void emit(byte[] bytes, int offset, int length) throws IOException {
      digest.update(bytes, offset, length);
      ByteBuffer view = ByteBuffer.wrap(bytes, offset, length);
      while (view.hasRemaining()) {
        channel.write(view);
      }
    }
  }

  /**
   * An input; needs a file system whose files can be read at any position, as all of Beam's do. It
   * can hash the file while Parquet reads it, which the writer lets it do in one go: no byte is
   * read twice for that but those of the footer.
   */
  public static final class Input implements InputFile {
    private final String path;
    private ChannelInput stream;

    public Input(String path) {
      this.path = path;
    }

    /** From here on the file is hashed as far as it is read; the footer has been read before. */
    void startHash() {
      stream.digest = Storage.sha256();
    }

    /** SHA-256 of the whole file: what has not been read is read now. May be asked once. */
    String sha256() throws IOException {
      stream.hashUpTo(stream.channel.size());
      return HexFormat.of().formatHex(stream.digest.digest());
    }

    @Override
    public long getLength() {
      return Storage.size(path);
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
      ReadableByteChannel channel = Storage.open(path);
      if (channel instanceof SeekableByteChannel seekable) {
        stream = new ChannelInput(seekable);
        return stream;
      }
      channel.close();
      throw new IOException("the file system of " + path + " cannot read at any position");
    }

    @Override
    public String toString() {
      return path;
    }
  }

  private static final class ChannelInput extends SeekableInputStream {
    private final SeekableByteChannel channel;

    /** Of the bytes before {@link #hashed}; null while nothing is hashed. */
    private MessageDigest digest;

    private long hashed;

    ChannelInput(SeekableByteChannel channel) {
      this.channel = channel;
    }

    @Override
    public long getPos() throws IOException {
      return channel.position();
    }

    @Override
    public void seek(long position) throws IOException {
      channel.position(position);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return read(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void readFully(byte[] bytes) throws IOException {
      readFully(ByteBuffer.wrap(bytes));
    }

    @Override
    public void readFully(byte[] bytes, int offset, int length) throws IOException {
      readFully(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
      if (digest == null) {
        return channel.read(buffer);
      }
      long from = channel.position();
      hashUpTo(from);
      int start = buffer.position();
      int n = channel.read(buffer);
      int again = (int) Math.min(Math.max(n, 0), hashed - from);
      if (n > again) {
        digest.update(buffer.duplicate().flip().position(start + again));
        hashed = from + n;
      }
      return n;
    }

    @Override
    public void readFully(ByteBuffer buffer) throws IOException {
      while (buffer.hasRemaining()) {
        if (read(buffer) < 0) {
          throw new EOFException("the file ends at " + channel.position());
        }
      }
    }

    /** Hashes what lies between the bytes hashed so far and a position, and goes there. */
    private void hashUpTo(long end) throws IOException {
      if (hashed >= end) {
        return;
      }
      channel.position(hashed);
      ByteBuffer skipped = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, end - hashed));
      while (hashed < end) {
        skipped.clear().limit((int) Math.min(skipped.capacity(), end - hashed));
        int n = channel.read(skipped);
        if (n < 0) {
          throw new EOFException("the file ends at " + hashed);
        }
        digest.update(skipped.flip());
        hashed += n;
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
