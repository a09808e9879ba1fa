package org.fieldbeam.pipeline.transform;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.apache.beam.sdk.schemas.transforms.SchemaTransformProvider;

/** A transform for other languages, with the name that people know it by. */
public interface NamedTransform extends SchemaTransformProvider {

  /** Returns the name in Java, Python and Beam YAML: {@code GenerateEnsemble}. */
  String transform();

  /** Returns all transforms, in the order of their names. */
  static List<NamedTransform> all() {
    return ServiceLoader.load(SchemaTransformProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .flatMap(provider -> named(provider).stream())
        .sorted((a, b) -> a.transform().compareTo(b.transform()))
        .toList();
  }

  private static Optional<NamedTransform> named(SchemaTransformProvider provider) {
    return provider instanceof NamedTransform named ? Optional.of(named) : Optional.empty();
  }
}
