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
 * Field values as small images: one pixel a site. Colours are light at zero; those of numbers with
 * a sign are symmetric about it, those of angles go around the circle and are dark at its cut,
 * where -pi and pi have the same one.
 *
 * <p>The images are PNG (W3C, "Portable Network Graphics", third edition) with a palette of 255
 * colours, as data URIs.
 */
final class FieldImage {
  /** Blue for negative values, red for positive, light at zero, darker with the magnitude. */
  private static final int[] SIGNED = {0x08306b, 0x2f7fbf, 0xf5f3ef, 0xd9693f, 0x7f1a12};

  private static final int[] LENGTH = {0xf5f3ef, 0xd9693f, 0x7f1a12};

  /** Around the circle: the first colour is the last, and opposite angles differ in lightness. */
  private static final int[] CYCLIC = {
    0x2f1436, 0x4a3a93, 0x5b82bd, 0xa9c4cc, 0xf0eaee, 0xd8b094, 0xb5624f, 0x7a2452, 0x2f1436
  };

  private static final int COLOURS = 255;

  private FieldImage() {}

  /**
   * A field in two dimensions as a data URI.
   *
   * @param field values in C order, {@code rows * columns} of them
   * @param limit the magnitude of the last colour; larger values take it too; of angles pi
   * @param colours which colours the values have
   */
  static String dataUri(
      double[] field, int rows, int columns, double limit, FieldPicture.Colours colours) {
    byte[] pixels = new byte[rows * (columns + 1)];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        // Each row begins with the number of its filter, 0 for none.
        pixels[row * (columns + 1) + 1 + column] =
            (byte) colour(field[row * columns + column], limit, colours);
      }
    }
    return "data:image/png;base64,"
        + Base64.getEncoder().encodeToString(png(columns, rows, pixels, palette(colours)));
  }

  /** The colour scale itself, from its first colour to the last, as an image one pixel high. */
  static String scaleUri(FieldPicture.Colours colours) {
    double[] values = new double[COLOURS];
    int half = (COLOURS - 1) / 2;
    for (int i = 0; i < COLOURS; i++) {
      values[i] = colours == FieldPicture.Colours.LENGTH ? i / 2.0 : i - half;
    }
    return dataUri(values, 1, COLOURS, half, colours);
  }

  private static int colour(double value, double limit, FieldPicture.Colours colours) {
    double unit = Math.max(-1, Math.min(1, value / limit));
    double place = colours == FieldPicture.Colours.LENGTH ? Math.max(0, unit) : (unit + 1) / 2;
    return (int) Math.round(place * (COLOURS - 1));
  }

  private static byte[] palette(FieldPicture.Colours colours) {
    int[] anchors =
        switch (colours) {
          case SIGNED -> SIGNED;
          case LENGTH -> LENGTH;
          case CYCLIC -> CYCLIC;
        };
    byte[] palette = new byte[3 * COLOURS];
    for (int i = 0; i < COLOURS; i++) {
      double place = (double) i / (COLOURS - 1) * (anchors.length - 1);
      int from = Math.min((int) place, anchors.length - 2);
      for (int channel = 0; channel < 3; channel++) {
        int shift = 16 - 8 * channel;
        int a = anchors[from] >> shift & 0xff;
        int b = anchors[from + 1] >> shift & 0xff;
        palette[3 * i + channel] = (byte) Math.round(a + (place - from) * (b - a));
      }
    }
    return palette;
  }

  private static byte[] png(int width, int height, byte[] filteredRows, byte[] palette) {
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
      chunk(out, "PLTE", palette);
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
