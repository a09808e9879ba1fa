package org.fieldbeam.report;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/**
 * Field values as small images: one pixel a site, colours symmetric about zero.
 *
 * <p>The images are PNG (W3C, "Portable Network Graphics", third edition) with a palette of 255
 * colours, as data URIs.
 */
final class FieldImage {
  /** Blue for negative values, red for positive, light at zero, darker with the magnitude. */
  private static final int[] ANCHORS = {0x08306b, 0x2f7fbf, 0xf5f3ef, 0xd9693f, 0x7f1a12};

  private static final int COLOURS = 255;
  private static final byte[] PALETTE = palette();

  private FieldImage() {}

  /**
   * A field in two dimensions as a data URI.
   *
   * @param field values in C order, {@code rows * columns} of them
   * @param limit the magnitude of the last colour; larger values take it too
   */
  static String dataUri(double[] field, int rows, int columns, double limit) {
    byte[] pixels = new byte[rows * (columns + 1)];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        // Each row begins with the number of its filter, 0 for none.
        pixels[row * (columns + 1) + 1 + column] =
            (byte) colour(field[row * columns + column], limit);
      }
    }
    return "data:image/png;base64,"
        + Base64.getEncoder().encodeToString(png(columns, rows, pixels));
  }

  /** The colour scale itself, from {@code -limit} to {@code limit}, as an image one pixel high. */
  static String scaleUri() {
    double[] values = new double[COLOURS];
    for (int i = 0; i < COLOURS; i++) {
      values[i] = i - (COLOURS - 1) / 2;
    }
    return dataUri(values, 1, COLOURS, (COLOURS - 1) / 2);
  }

  private static int colour(double value, double limit) {
    double unit = Math.max(-1, Math.min(1, value / limit));
    return (int) Math.round((unit + 1) / 2 * (COLOURS - 1));
  }

  private static byte[] palette() {
    byte[] palette = new byte[3 * COLOURS];
    for (int i = 0; i < COLOURS; i++) {
      double place = (double) i / (COLOURS - 1) * (ANCHORS.length - 1);
      int from = Math.min((int) place, ANCHORS.length - 2);
      for (int channel = 0; channel < 3; channel++) {
        int shift = 16 - 8 * channel;
        int a = ANCHORS[from] >> shift & 0xff;
        int b = ANCHORS[from + 1] >> shift & 0xff;
        palette[3 * i + channel] = (byte) Math.round(a + (place - from) * (b - a));
      }
    }
    return palette;
  }

  private static byte[] png(int width, int height, byte[] filteredRows) {
    try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(0x89504e470d0a1a0aL);
      ByteArrayOutputStream header = new ByteArrayOutputStream();
      try (DataOutputStream fields = new DataOutputStream(header)) {
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[] {8, 3, 0, 0, 0}); // 8 bits a pixel, with a palette
      }
      chunk(out, "IHDR", header.toByteArray());
      chunk(out, "PLTE", PALETTE);
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
        deflater.write(filteredRows);
      }
      chunk(out, "IDAT", packed.toByteArray());
      chunk(out, "IEND", new byte[0]);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  private static void chunk(DataOutputStream out, String type, byte[] content) throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    out.writeInt(content.length);
    out.write(name);
    out.write(content);
    out.writeInt((int) crc.getValue());
  }
}
