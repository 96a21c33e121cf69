package dev.muster.app;

import picocli.CommandLine.IVersionProvider;

/** Muster's version and the Java it runs on. */
final class VersionProvider implements IVersionProvider {
  static final String VERSION = "0.1.0";

  @Override
  public String[] getVersion() {
    return new String[] {
      "muster " + VERSION, "Java " + Runtime.version() + " (" + System.getProperty("os.name") + ")"
    };
  }
}
