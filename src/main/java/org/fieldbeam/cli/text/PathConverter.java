package org.fieldbeam.cli.text;

import org.fieldbeam.data.storage.LocalPaths;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads the path or URI of a file or folder, on the command line: {@code ~}, which a shell leaves
 * alone in {@code --output=~/x}, and {@code file:} URIs become paths.
 */
public final class PathConverter implements ITypeConverter<String> {
  @Override
  public String convert(String text) {
    if (text.isBlank()) { // a script's unset variable must not become the root of the disk
      throw new TypeConversionException("it is blank; allowed: a path or URI");
    }
    try {
      return LocalPaths.given(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
