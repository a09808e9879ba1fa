package org.fieldbeam.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the software, from the build. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "fieldbeam " + software(), "Java " + Runtime.version() + ", " + System.getProperty("os.arch")
    };
  }

  /** The version in the jar's manifest; classes outside a jar have none. */
  static String software() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
