package org.fieldbeam.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of the software, from the build. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "fieldbeam " + software(), "Java " + Runtime.version() + ", " + System.getProperty("os.arch")
    };
  }

  private static String software() {
    return built().orElse("development");
  }

  /** The version in the jar's manifest; classes outside a jar have none. */
  static Optional<String> built() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion());
  }
}
