package org.fieldbeam.remote;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.FileSystem;
import org.apache.beam.sdk.io.FileSystemRegistrar;
import org.apache.beam.sdk.io.fs.CreateOptions;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.io.fs.MatchResult.Status;
import org.apache.beam.sdk.io.fs.MoveOptions;
import org.apache.beam.sdk.io.fs.ResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * An object store as hard to use as they have been: a flat space of names without folders; an
 * object appears when its writer has ended, and not at all when the writer is killed; there is no
 * rename, only a copy and a deletion that may be torn apart; a list shows new objects late.
 *
 * <p>Objects are files of the folder that {@value #ROOT} names, so that processes share them.
 */
final class ObjectStore extends FileSystem<ObjectStore.Id> {
  /** System property, and environment variable, with the folder of the objects. */
  static final String ROOT = "FIELDBEAM_TEST_OBJECTS";

  static final String SCHEME = "objects";

  /** A list does not show what is younger. */
  private static final long LIST_DELAY_MILLIS = 400;

  /** Makes Beam know the store. */
  public static final class Registrar implements FileSystemRegistrar {
    @Override
    public Iterable<FileSystem<?>> fromOptions(PipelineOptions options) {
      return List.of(new ObjectStore());
    }
  }

  /** The name of an object. */
  record Id(String uri) implements ResourceId {
    private static final long serialVersionUID = 1L;

    @Override
    public ResourceId resolve(String other, ResolveOptions options) {
      return new Id(uri + (uri.endsWith("/") ? "" : "/") + other);
    }

    @Override
    public ResourceId getCurrentDirectory() {
      return new Id(uri.substring(0, uri.lastIndexOf('/') + 1));
    }

    @Override
    public String getScheme() {
      return SCHEME;
    }

    @Override
    public String getFilename() {
      return uri.substring(uri.lastIndexOf('/') + 1);
    }

    @Override
    public boolean isDirectory() {
      return uri.endsWith("/");
    }

    @Override
    public String toString() {
      return uri;
    }
  }

  private static Path root() {
    return Path.of(System.getProperty(ROOT, System.getenv().getOrDefault(ROOT, "none")));
  }

  private static Path file(Id id) {
    return root().resolve(URLEncoder.encode(id.uri(), StandardCharsets.UTF_8));
  }

  @Override
  protected List<MatchResult> match(List<String> specs) throws IOException {
    List<MatchResult> results = new ArrayList<>();
    for (String spec : specs) {
      results.add(spec.contains("*") ? list(spec) : head(new Id(spec)));
    }
    return results;
  }

  private static MatchResult head(Id id) throws IOException {
    try {
      return MatchResult.create(Status.OK, List.of(metadata(id, Files.size(file(id)))));
    } catch (NoSuchFileException e) {
      return MatchResult.create(Status.NOT_FOUND, new FileNotFoundException(id.uri()));
    }
  }

  private static MatchResult list(String glob) throws IOException {
    Pattern pattern = Pattern.compile(Pattern.quote(glob).replace("*", "\\E[^/]*\\Q"));
    List<Metadata> found = new ArrayList<>();
    long latest = System.currentTimeMillis() - LIST_DELAY_MILLIS;
    List<Path> files;
    try (Stream<Path> all = Files.list(root())) {
      files = all.toList();
    }
    for (Path file : files) {
      String uri = URLDecoder.decode(file.getFileName().toString(), StandardCharsets.UTF_8);
      try {
        BasicFileAttributes object = Files.readAttributes(file, BasicFileAttributes.class);
        if (pattern.matcher(uri).matches() && object.lastModifiedTime().toMillis() < latest) {
          found.add(metadata(new Id(uri), object.size()));
        }
      } catch (NoSuchFileException e) {
        // deleted since
      }
    }
    return MatchResult.create(Status.OK, found);
  }

  private static Metadata metadata(Id id, long bytes) {
    return Metadata.builder()
        .setResourceId(id)
        .setSizeBytes(bytes)
        .setIsReadSeekEfficient(true)
        .build();
  }

  @Override
  protected WritableByteChannel create(Id id, CreateOptions options) {
    return new Upload(id);
  }

  @Override
  protected ReadableByteChannel open(Id id) throws IOException {
    try {
      return FileChannel.open(file(id));
    } catch (NoSuchFileException e) {
      throw new FileNotFoundException(id.uri());
    }
  }

  @Override
  protected void copy(List<Id> from, List<Id> to) throws IOException {
    for (int i = 0; i < from.size(); i++) {
      try {
        put(to.get(i), Files.readAllBytes(file(from.get(i))));
      } catch (NoSuchFileException e) {
        throw new FileNotFoundException(from.get(i).uri());
      }
    }
  }

  @Override
  protected void rename(List<Id> from, List<Id> to, MoveOptions... options) throws IOException {
    copy(from, to);
    delete(from);
  }

  @Override
  protected void delete(Collection<Id> ids) throws IOException {
    for (Id id : ids) {
      Files.deleteIfExists(file(id));
    }
  }

  @Override
  protected Id matchNewResource(String spec, boolean isDirectory) {
    return new Id(isDirectory && !spec.endsWith("/") ? spec + "/" : spec);
  }

  @Override
  protected String getScheme() {
    return SCHEME;
  }

  /** Objects appear at once; what is on its way there has no name in the store. */
  private static void put(Id id, byte[] content) throws IOException {
    Path way = root().resolveSibling("upload-" + UUID.randomUUID());
    Files.write(way, content);
    Files.move(way, file(id), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static final class Upload implements WritableByteChannel {
    private final Id id;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private boolean open = true;

    Upload(Id id) {
      this.id = id;
    }

    @Override
    public int write(ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      content.writeBytes(copy);
      return copy.length;
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() throws IOException {
      if (open) {
        open = false;
        put(id, content.toByteArray());
      }
    }
  }
}
