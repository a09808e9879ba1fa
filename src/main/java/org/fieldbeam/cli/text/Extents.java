package org.fieldbeam.cli.text;

import java.util.Arrays;
import org.fieldbeam.core.lattice.Lattice;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The extents of a lattice as an option: {@code 16,16}. */
public final class Extents {
  private final int[] shape;

  private Extents(int[] shape) {
    this.shape = shape;
  }

  public int[] shape() {
    return shape.clone();
  }

  /** Reads the option. */
  public static final class Converter implements ITypeConverter<Extents> {
    @Override
    public Extents convert(String text) {
      int[] shape =
          Arrays.stream(text.split(",", -1))
              .map(String::strip)
              .mapToInt(NumberOptions::whole)
              .toArray();
      try {
        Lattice.volume(shape);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
      return new Extents(shape);
    }
  }
}
