package org.fieldbeam.beam.shard;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.data.UserException;

/** What a transform reads: the paths of folders of the kinds that it can read. */
public final class FolderPaths extends PTransform<PCollection<Folder>, PCollection<String>> {
  private static final long serialVersionUID = 1L;

  private final EnumSet<Folder.Kind> kinds;

  private FolderPaths(EnumSet<Folder.Kind> kinds) {
    this.kinds = kinds;
  }

  /** The paths of folders of some kinds, or of a kind that is not known yet. */
  public static FolderPaths of(Folder.Kind kind, Folder.Kind... others) {
    return new FolderPaths(EnumSet.of(kind, others));
  }

  /** One path for a transform that reads no folder of another one. */
  public static PTransform<PBegin, PCollection<String>> once(String path) {
    return Create.of(List.of(path)).withCoder(StringUtf8Coder.of());
  }

  @Override
  public PCollection<String> expand(PCollection<Folder> folders) {
    return folders.apply("Path", ParDo.of(new Path(kinds))).setCoder(StringUtf8Coder.of());
  }

  private static final class Path extends DoFn<Folder, String> {
    private static final long serialVersionUID = 1L;
    private final EnumSet<Folder.Kind> kinds;

    Path(Set<Folder.Kind> kinds) {
      this.kinds = EnumSet.copyOf(kinds);
    }

    @ProcessElement
    public void process(@Element Folder folder, OutputReceiver<String> paths) throws IOException {
      paths.output(PermanentFailure.unlessPassing(() -> path(folder)));
    }

    private String path(Folder folder) {
      if (folder.kind().filter(kind -> !kinds.contains(kind)).isPresent()) {
        throw UserException.of("a transform cannot read what it is given")
            .where(folder.path())
            .given(folder.kind().get().label())
            .allowed(kinds.stream().map(Folder.Kind::label).collect(Collectors.joining(" or ")))
            .todo("apply the transform to the output of one that gives such folders")
            .build();
      }
      return folder.path();
    }
  }
}
