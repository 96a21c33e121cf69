package dev.muster.e2e;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Distributions of the exporter to roll out: what {@code ./package} left, where it ran here; else
 * one of the same shape that uses this machine's Java, which takes seconds to make.
 *
 * @param one the first version
 * @param two a later one, in which little is new
 * @param broken a still later one, which does not start
 */
record ExporterPackage(Path one, Path two, Path broken) {
  private static final Pattern LIBRARY =
      Pattern.compile(
          "(exporter|web|metrics|push|oshi|jna|prometheus-metrics|picocli|slf4j|snakeyaml"
              + "|bcrypt|bytes|jspecify|re2j).*");

  static ExporterPackage findOrMake(Path folder) throws IOException, InterruptedException {
    var home = Files.createDirectories(folder.resolve("package"));
    String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
    var tree = home.resolve("muster-exporter");
    var real = real(machine);
    if (real == null) {
      make(tree);
    } else {
      run(home, "mkdir", "muster-exporter");
      run(home, "tar", "-xzf", real.toString(), "--strip-components=1", "-C", tree.toString());
    }
    var one = pack(home, "0.1.0", machine);
    Files.writeString(tree.resolve("NEWS"), "This version is newer.\n");
    var two = pack(home, "0.2.0", machine);
    Files.writeString(
        tree.resolve("bin/muster-exporter"), "#!/bin/sh\necho 'it is broken' >&2\nexit 1\n");
    return new ExporterPackage(one, two, pack(home, "0.3.0", machine));
  }

  double megabytes() throws IOException {
    return Files.size(one) / 1e6;
  }

  private static @org.jspecify.annotations.Nullable Path real(String machine) throws IOException {
    var folder = Repository.file("distribution/target");
    if (!Files.isDirectory(folder)) {
      return null;
    }
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith("-linux-" + machine + ".tar.gz"))
          .findFirst()
          .orElse(null);
    }
  }

  private static void make(Path tree) throws IOException, InterruptedException {
    Files.createDirectories(tree.resolve("bin"));
    Files.createDirectories(tree.resolve("lib"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      var path = Path.of(entry);
      boolean isModule = entry.endsWith("/target/classes");
      var name = isModule ? path.getName(path.getNameCount() - 3) : path.getFileName();
      if (LIBRARY.matcher(name.toString()).matches() && !entry.endsWith("test-classes")) {
        run(tree, "cp", "-r", entry, "lib/" + name);
      }
    }
    script(
        tree.resolve("bin/muster-exporter"),
        """
        #!/bin/sh
        home=$(cd "${0%%/*}/.." && pwd)
        path=
        for library in "$home"/lib/*; do path=$path:$library; done
        exec %s/bin/java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx64m -Xshare:auto \\
          --enable-native-access=ALL-UNNAMED -cp "$path" dev.muster.exporter.Main "$@"
        """
            .formatted(Path.of(System.getProperty("java.home")).toRealPath()));
    script(tree.resolve("bin/muster-exporter-archive"), "#!/bin/sh\n");
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path pack(Path home, String version, String machine)
      throws IOException, InterruptedException {
    var folder = Files.createDirectory(home.resolve(version));
    var file = folder.resolve("muster-exporter-" + version + "-linux-" + machine + ".tar.gz");
    run(home, "sh", "-c", "tar --owner=0 --group=0 -cf - muster-exporter | gzip -1n >" + file);
    return file;
  }

  private static void run(Path folder, String... command) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(List.of(command) + ": " + said);
    }
  }
}
