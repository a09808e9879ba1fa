package org.fieldbeam.beam.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.SchemaCoder;
import org.apache.beam.sdk.schemas.SchemaRegistry;
import org.apache.beam.sdk.schemas.transforms.Convert;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.SimpleFunction;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Folders as elements of Beam pipelines. */
class FolderTest {
  private static final List<Folder> FOLDERS =
      List.of(
          Folder.of("out/hmc"),
          Folder.of("s3://bucket/x/", Folder.Kind.MODEL),
          Folder.of("out/hmc", Folder.Kind.ENSEMBLE));

  @Test
  void theCoderComesFromTheSchemaAndIsExact() throws Exception {
    SchemaRegistry registry = SchemaRegistry.createDefault();
    Coder<Folder> coder = registry.getSchemaCoder(Folder.class);
    coder.verifyDeterministic();
    for (Folder folder : FOLDERS) {
      assertEquals(folder, CoderUtils.clone(coder, folder));
      Row row = registry.getToRowFunction(Folder.class).apply(folder);
      assertEquals(folder, registry.getFromRowFunction(Folder.class).apply(row));
      assertEquals(folder.path(), row.getString("folder"));
      assertEquals(folder.kind().map(Folder.Kind::label).orElse(null), row.getString("kind"));
    }
    assertEquals(List.of("folder", "kind"), registry.getSchema(Folder.class).getFieldNames());
  }

  /** Without a word about coders: of what is created, mapped, counted, and made of rows. */
  @Test
  void pipelinesFindTheCoder() throws Exception {
    StageJob.run(
        "folders",
        Runners.direct(2),
        pipeline -> {
          PCollection<Folder> folders = pipeline.apply(Create.of(FOLDERS));
          assertInstanceOf(SchemaCoder.class, folders.getCoder());
          PAssert.that(
                  folders
                      .apply(Convert.toRows())
                      .apply(Convert.fromRows(Folder.class))
                      .apply(MapElements.via(new Same()))
                      .apply(Count.perElement()))
              .containsInAnyOrder(FOLDERS.stream().map(folder -> KV.of(folder, 1L)).toList());
        },
        Progress.none());
  }

  private static final class Same extends SimpleFunction<Folder, Folder> {
    private static final long serialVersionUID = 1L;

    @Override
    public Folder apply(Folder folder) {
      return folder;
    }
  }

  @ParameterizedTest
  @EnumSource(DatasetKind.class)
  void everyKindOfDatasetIsAKindOfFolder(DatasetKind kind) {
    assertEquals(kind.label(), Folder.Kind.of(kind).label());
  }

  @ParameterizedTest
  @CsvSource({"out/hmc,out/hmc", "out/hmc/,out/hmc", "gs://b/x//,gs://b/x", "/,/"})
  void aSlashAtTheEndIsNoPartOfThePath(String given, String path) {
    assertEquals(path, Folder.of(given).path());
    assertEquals(path, Folder.of(given).toString());
  }

  @Test
  void aBlankPathIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Folder.of(" "));
  }

  @Test
  void rowsOfOthersNeedAPathOnly() {
    Schema alone = Schema.builder().addStringField("folder").build();
    assertEquals(Folder.of("x"), FolderSchema.folder(Row.withSchema(alone).addValue("x").build()));
    Schema number = Schema.builder().addStringField("folder").addInt32Field("kind").build();
    assertEquals(
        Optional.empty(),
        FolderSchema.folder(Row.withSchema(number).addValues("x", 1).build()).kind());
    Schema named =
        Schema.builder()
            .addStringField("folder")
            .addNullableField("kind", FieldType.STRING)
            .build();
    UserException e =
        assertThrows(
            UserException.class,
            () -> FolderSchema.folder(Row.withSchema(named).addValues("x", "zoo").build()));
    assertTrue(e.getMessage().contains("unknown kind of folder"), e.getMessage());
    assertTrue(e.getMessage().contains("ensemble, noised"), e.getMessage());
  }

  /** Said before the folder is looked for, and at every attempt: a runner need not try again. */
  @Test
  void aFolderOfAnotherKindIsRefusedForGood() {
    UserException e =
        assertThrows(
            UserException.class,
            () ->
                StageJob.run(
                    "kinds",
                    Runners.direct(1),
                    pipeline ->
                        pipeline
                            .apply(Create.of(Folder.of("nowhere", Folder.Kind.MODEL)))
                            .apply(FolderPaths.of(Folder.Kind.ENSEMBLE, Folder.Kind.COMPLEX)),
                    Progress.none()));
    assertTrue(e.getMessage().contains("given: model"), e.getMessage());
    assertTrue(e.getMessage().contains("ensemble or complex"), e.getMessage());
    assertTrue(
        Arrays.stream(e.getStackTrace())
            .anyMatch(frame -> frame.getClassName().equals(PermanentFailure.class.getName())));
  }
}
