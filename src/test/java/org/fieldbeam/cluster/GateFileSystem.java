package org.fieldbeam.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.FileSystem;
import org.apache.beam.sdk.io.FileSystemRegistrar;
import org.apache.beam.sdk.io.fs.CreateOptions;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.io.fs.MoveOptions;
import org.apache.beam.sdk.io.fs.ResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * Local files under {@code gate:/PATH}, with {@link Gates}: a process can be held half-way through
 * writing a file, and between writing it and giving it its name. Like object stores, it shows files
 * alone, not folders.
 *
 * <p>It travels in the job jar, beside Beam's own file systems; the software that is tested knows
 * nothing of it.
 */
public final class GateFileSystem extends FileSystem<GateFileSystem.Resource> {
  static final String SCHEME = "gate";

  /** Bytes of a file after which its writer is held. */
  private static final int HALF = 1 << 16;

  /** Names it to Beam. */
  public static final class Registrar implements FileSystemRegistrar {
    @Override
    public Iterable<FileSystem<?>> fromOptions(PipelineOptions options) {
      return List.of(new GateFileSystem());
    }
  }

  /** A file, or a folder if the text ends with a slash. */
  record Resource(String text) implements ResourceId {
    private static final long serialVersionUID = 1L;

    Path path() {
      return Path.of(text.substring(SCHEME.length() + 1));
    }

    @Override
    public ResourceId resolve(String other, ResolveOptions options) {
      throw new UnsupportedOperationException("fieldbeam makes its paths itself");
    }

    @Override
    public ResourceId getCurrentDirectory() {
      return isDirectory() ? this : new Resource(text.substring(0, text.lastIndexOf('/') + 1));
    }

    @Override
    public String getScheme() {
      return SCHEME;
    }

    @Override
    public String getFilename() {
      return path().getFileName().toString();
    }

    @Override
    public boolean isDirectory() {
      return text.endsWith("/");
    }

    @Override
    public String toString() {
      return text;
    }
  }

  @Override
  protected List<MatchResult> match(List<String> specs) throws IOException {
    List<MatchResult> results = new ArrayList<>();
    for (String spec : specs) {
      List<Metadata> found = new ArrayList<>();
      Path pattern = new Resource(spec).path();
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
      Path base = pattern.getParent();
      while (base.toString().matches(".*[*?\\[{].*")) {
        base = base.getParent();
      }
      if (Files.isDirectory(base)) {
        int depth = pattern.getNameCount() - base.getNameCount();
        try (Stream<Path> files = Files.find(base, depth, (path, a) -> a.isRegularFile())) {
          for (Path file : files.filter(matcher::matches).toList()) {
            found.add(
                Metadata.builder()
                    .setResourceId(new Resource(SCHEME + ":" + file))
                    .setSizeBytes(Files.size(file))
                    .setIsReadSeekEfficient(true)
                    .build());
          }
        }
      }
      results.add(
          MatchResult.create(
              found.isEmpty() ? MatchResult.Status.NOT_FOUND : MatchResult.Status.OK, found));
    }
    return results;
  }

  @Override
  protected WritableByteChannel create(Resource resource, CreateOptions options)
      throws IOException {
    Path path = resource.path();
    Files.createDirectories(path.getParent());
    FileChannel file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    return new WritableByteChannel() {
      private boolean half;

      @Override
      public int write(ByteBuffer bytes) throws IOException {
        int written = file.write(bytes);
        if (!half && file.position() >= HALF) {
          half = true;
          Optional<Gates.Held> held = Gates.reached("write", path);
          if (held.isPresent()) {
            held.get().await();
            held.get().passed("goes on");
          }
        }
        return written;
      }

      @Override
      public boolean isOpen() {
        return file.isOpen();
      }

      @Override
      public void close() throws IOException {
        file.close();
      }
    };
  }

  @Override
  protected ReadableByteChannel open(Resource resource) throws IOException {
    // not FileChannel.open: what Beam gets of other systems throws FileNotFoundException
    @SuppressWarnings("resource")
    InputStream in = new java.io.FileInputStream(resource.path().toFile());
    return ((java.io.FileInputStream) in).getChannel();
  }

  @Override
  protected void copy(List<Resource> sources, List<Resource> targets) {
    throw new UnsupportedOperationException("fieldbeam does not copy");
  }

  @Override
  protected void rename(List<Resource> sources, List<Resource> targets, MoveOptions... options)
      throws IOException {
    for (int i = 0; i < sources.size(); i++) {
      Path target = targets.get(i).path();
      Optional<Gates.Held> held = Gates.reached("rename", target);
      held.ifPresent(Gates.Held::await);
      String outcome = "renamed";
      try {
        Files.move(sources.get(i).path(), target, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        outcome = e.toString();
        throw e;
      } finally {
        if (held.isPresent()) {
          held.get().passed(outcome);
        }
      }
    }
  }

  @Override
  protected void delete(Collection<Resource> resources) throws IOException {
    for (Resource resource : resources) {
      Files.deleteIfExists(resource.path());
    }
  }

  @Override
  protected Resource matchNewResource(String spec, boolean isDirectory) {
    return new Resource(isDirectory && !spec.endsWith("/") ? spec + "/" : spec);
  }

  @Override
  protected String getScheme() {
    return SCHEME;
  }
}
