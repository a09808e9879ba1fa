package org.fieldbeam.torch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What TorchScript may not do here. A module is a program: PyTorch runs parts of it when it is
 * loaded, all of it when it is evaluated, and has no sandbox. But the language reaches files by two
 * operators only and the terminal by three; and the archive holds the program as text, in which
 * each stands by its name. So modules that name one of them, or anything beyond PyTorch's own
 * mathematics, are refused before they are loaded. This is a limit and no wall: modules are for
 * those who trust their source.
 */
final class ScriptGuard {
  /** Of all code together; a network has kilobytes. */
  private static final int MOST_CODE = 8 << 20;

  /** Operators that write or map files, or print. */
  private static final Pattern OPERATOR =
      Pattern.compile("(?<![\\w])(from_file|save|print|_print|warn)(?![\\w])");

  /** Operators outside mathematics: of other processes, of raw memory, of tests. */
  private static final Pattern NAMESPACE =
      Pattern.compile("(?<![\\w.])ops\\s*\\.\\s*+(?!(?:aten|prim|quantized)\\s*\\.)\\w*");

  /** Names that are put together with escapes would not be seen. */
  private static final Pattern ESCAPED_NAME =
      Pattern.compile("getattr\\s*\\([^,]*,\\s*+(?![\"'][\\w.-]*[\"'])");

  private ScriptGuard() {}

  /**
   * What is wrong with an archive that PyTorch wrote: nothing, or words that say so.
   *
   * @throws IOException if it is no archive
   */
  static Optional<String> objection(Path file) throws IOException {
    try (ZipFile archive = new ZipFile(file.toFile())) {
      Set<String> names = new HashSet<>();
      long size = 0;
      for (ZipEntry entry : archive.stream().toList()) {
        String name = entry.getName();
        if (!names.add(name)) {
          return Optional.of("the archive has two entries " + name);
        }
        if (name.endsWith("/model.json")) {
          return Optional.of("the archive has the layout of PyTorch before 1.4");
        }
        if (!name.endsWith(".py")) {
          continue;
        }
        String code;
        try (InputStream in = archive.getInputStream(entry)) {
          code = new String(in.readNBytes(MOST_CODE), StandardCharsets.ISO_8859_1);
        }
        size += code.length();
        if (size >= MOST_CODE) {
          return Optional.of("its code is longer than " + MOST_CODE + " bytes");
        }
        for (Pattern pattern : List.of(OPERATOR, NAMESPACE, ESCAPED_NAME)) {
          Matcher found = pattern.matcher(code);
          if (found.find()) {
            return Optional.of("'" + found.group().strip() + "' in " + name);
          }
        }
      }
      return Optional.empty();
    }
  }
}
