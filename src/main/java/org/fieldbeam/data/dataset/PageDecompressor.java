package org.fieldbeam.data.dataset;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Decompresses the pages of shards, in one call per page and without Hadoop's codecs. */
final class PageDecompressor
    implements CompressionCodecFactory, CompressionCodecFactory.BytesInputDecompressor {

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return switch (codec) {
      case ZSTD -> this;
      case UNCOMPRESSED -> new Uncompressed();
      default ->
          throw new IllegalArgumentException(
              "codec " + codec + " where shards have ZSTD or UNCOMPRESSED");
    };
  }

  /** Pages as they are. */
  private static final class Uncompressed implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput bytes, int decompressedSize) throws IOException {
      if (bytes.size() != decompressedSize) {
        throw new IOException("page does not have the size its header says");
      }
      return bytes;
    }

    @Override
    public void decompress(
        ByteBuffer input, int compressedSize, ByteBuffer output, int decompressedSize)
        throws IOException {
      if (compressedSize != decompressedSize) {
        throw new IOException("page does not have the size its header says");
      }
      output.put(input.slice(input.position(), compressedSize));
      input.position(input.position() + compressedSize);
    }

    @Override
    public void release() {}
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    throw new UnsupportedOperationException("reading only");
  }

  @Override
  public BytesInput decompress(BytesInput bytes, int decompressedSize) throws IOException {
    ByteBuffer view = view(bytes);
    byte[] source = new byte[view.remaining()];
    view.get(source);
    return BytesInput.from(decompress(source, decompressedSize));
  }

  /** The bytes as one buffer; a copy only if they lie in several. */
  static ByteBuffer view(BytesInput bytes) {
    return bytes.toByteBuffer(HeapByteBufferAllocator.getInstance(), buffer -> {});
  }

  private static byte[] decompress(byte[] source, int decompressedSize) throws IOException {
    // Before the allocation: a damaged header may claim any size.
    if (Zstd.getFrameContentSize(source) != decompressedSize) {
      throw new IOException("page does not have the size its header says");
    }
    byte[] target = new byte[decompressedSize];
    long size = Zstd.decompressByteArray(target, 0, target.length, source, 0, source.length);
    if (size != decompressedSize) {
      throw new IOException(
          Zstd.isError(size) ? "zstd: " + Zstd.getErrorName(size) : "page is too short");
    }
    return target;
  }

  @Override
  public void decompress(
      ByteBuffer input, int compressedSize, ByteBuffer output, int decompressedSize)
      throws IOException {
    byte[] source = new byte[compressedSize];
    input.get(source);
    output.put(decompress(source, decompressedSize));
  }

  @Override
  public void release() {}
}
