package org.fieldbeam.pipeline.transform;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.transforms.Convert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionRowTuple;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.FolderSchema;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.LocalPaths;
import org.fieldbeam.grammar.Location;

/** Folders of datasets and models as rows, see {@link FolderSchema}. */
public final class FolderRows {
  /** The collection that a transform reads. */
  public static final String INPUT = "input";

  /** The collection that a transform gives. */
  public static final String OUTPUT = "output";

  private FolderRows() {}

  /** Folders as the output of a transform. */
  public static PCollectionRowTuple of(PCollection<Folder> folders) {
    return PCollectionRowTuple.of(OUTPUT, folders.apply("ToRows", Convert.toRows()));
  }

  /**
   * The folders that a transform reads.
   *
   * @param given folders that its configuration names; empty where the input names them
   * @param key the key that names them
   * @param at the transform
   * @throws UserException if both name them, or neither, or the input has no field for them
   */
  public static PCollection<Folder> folders(
      PCollectionRowTuple input, Optional<List<String>> given, String key, Location at) {
    Map<String, PCollection<Row>> all = input.getAll();
    if (given.isPresent()) {
      refuse(input, at);
      List<Folder> paths = given.get().stream().map(LocalPaths::absolute).map(Folder::of).toList();
      return input.getPipeline().apply("Folders", Create.of(paths));
    }
    if (all.size() != 1) {
      throw UserException.of("the transform does not know what to read")
          .where(at.toString())
          .given(all.isEmpty() ? "no input" : "the collections " + all.keySet())
          .allowed("one input, which another transform gives, or the key '" + key + "'")
          .build();
    }
    PCollection<Row> rows = all.values().iterator().next();
    Schema schema = rows.getSchema();
    if (!schema.hasField(FolderSchema.FOLDER)
        || schema.getField(FolderSchema.FOLDER).getType().getTypeName() != Schema.TypeName.STRING) {
      throw UserException.of("the input of the transform names no folders")
          .where(at.toString())
          .given("rows with the fields " + schema.getFieldNames())
          .allowed(
              "rows with a text '"
                  + FolderSchema.FOLDER
                  + "', as other transforms of fieldbeam give them")
          .build();
    }
    return rows.apply(
        "Folders", MapElements.into(TypeDescriptor.of(Folder.class)).via(FolderSchema::folder));
  }

  /**
   * Refuses an input that is not read.
   *
   * @throws UserException if there is one
   */
  public static void refuse(PCollectionRowTuple input, Location at) {
    if (!input.getAll().isEmpty()) {
      throw UserException.of("the transform has an input that it does not read")
          .where(at.toString())
          .given("the collections " + input.getAll().keySet())
          .todo("leave the input out, or the key that names what is read instead")
          .build();
    }
  }
}
