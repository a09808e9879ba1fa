package org.fieldbeam.grammar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * Code from elsewhere that adds kinds: a jar, or a folder of classes while one is being written.
 *
 * <p>A jar names itself in its manifest, by {@value #NAME}; datasets made with it bear that name,
 * which therefore says neither where it lay nor what the file was called.
 */
public final class Plugin {
  /** The attribute of the jar's manifest that names the plug-in. */
  public static final String NAME = "Fieldbeam-Plugin";

  /**
   * The attribute of the jar's manifest with the version of fieldbeam that it was built against.
   */
  public static final String VERSION = "Fieldbeam-Version";

  private final String name;
  private final Path place;
  private String hash;

  private Plugin(String name, Path place) {
    this.name = name;
    this.place = place;
  }

  /** Returns where a class comes from, if it is none of fieldbeam's own. */
  static Optional<Plugin> of(Class<?> type) {
    return place(type)
        .filter(place -> !place(Plugin.class).equals(Optional.of(place)))
        .map(Plugin::at);
  }

  /**
   * Returns where a thing comes from that a kind has made, such as an action, if its class is none
   * of fieldbeam's own.
   */
  public static Optional<Plugin> ofInstance(Object made) {
    return of(made.getClass());
  }

  /** Returns the jar or folder of a class. */
  static Optional<Path> place(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(source.getLocation().toURI()));
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      return Optional.empty(); // inside of another file
    }
  }

  private static Plugin at(Path place) {
    String name = place.getFileName() == null ? place.toString() : place.getFileName().toString();
    if (Files.isRegularFile(place)) {
      try (JarFile jar = new JarFile(place.toFile())) {
        Manifest manifest = jar.getManifest();
        String given = manifest == null ? null : manifest.getMainAttributes().getValue(NAME);
        name = given == null ? name : given.strip();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the plug-in " + place, e);
      }
    }
    return new Plugin(name, place);
  }

  /** Returns the name that the jar gives itself, or that of the file or folder. */
  public String name() {
    return name;
  }

  /** Returns the jar or the folder of classes. */
  public Path place() {
    return place;
  }

  /**
   * Returns the SHA-256 of the jar, or of the names and contents of the files of a folder.
   *
   * @throws UncheckedIOException if it cannot be read
   */
  public synchronized String sha256() {
    if (hash == null) {
      try {
        hash = Files.isDirectory(place) ? ofFolder() : ofFile(place);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the plug-in " + place, e);
      }
    }
    return hash;
  }

  private String ofFolder() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(place)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    MessageDigest digest = digest();
    for (Path file : files) {
      String line = place.relativize(file) + " " + ofFile(file) + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String ofFile(Path file) throws IOException {
    MessageDigest digest = digest();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** Returns for example {@code sine-gordon 1.0 (plugins/sine-gordon.jar)}. */
  @Override
  public String toString() {
    return name + " (" + place + ")";
  }
}
