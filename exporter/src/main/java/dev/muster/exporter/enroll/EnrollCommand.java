package dev.muster.exporter.enroll;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster-exporter enroll}: enrols this machine with a server of Muster. */
@Command(
    name = "enroll",
    description =
        "Enrols this machine with a server: gets it a certificate and a place in the fleet.",
    usageHelpWidth = 100,
    sortOptions = false,
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = 1,
    exitCodeOnExecutionException = 1,
    footer = {
      "",
      "The token: MUSTER_ENROLL_TOKEN in the environment, or --token-file. Run again it goes on where"
          + " it was left.",
      "Exit codes: 0 enrolled, 1 failed, 3 it waits to be accepted."
    })
public class EnrollCommand implements Callable<Integer> {
  private static final String TOKEN = "MUSTER_ENROLL_TOKEN";
  private static final int WAITS = 3;
  private static final int MOST_TOKEN_BYTES = 1_000;
  private static final Pattern TIME = Pattern.compile("([0-9]{1,6})([smhd])");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private final String version;

  /** Null until picocli sets it. */
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The server, such as https://muster.example.org:10090.")
  private String url = "";

  @Option(
      names = "--authority-sha256",
      paramLabel = "HEX",
      description = "SHA-256 of the certificate of its authority, as Admin > Enrolment shows it.")
  private String authority = "";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "A file with the token; - for the standard input.")
  private String tokenFile = "";

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "The token; all users of this machine see it in the list of processes.")
  private String token = "";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What the client is called (this host's name).")
  private String name = "";

  @Option(
      names = "--group",
      paramLabel = "NAME",
      description = "The group it belongs to; one of the token goes before it.")
  private String group = "";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Where its exporter will listen (10100).")
  private int port = 10_100;

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description =
          "Where its files are (/opt/muster-exporter as root, else ~/.local/share/muster-exporter).")
  private @Nullable Path folder;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      description = "How long it waits to be accepted: 30s, 10m, 2h, 7d (10m).")
  private String wait = "10m";

  @Option(
      names = "--at-first-start",
      description = "For an image: keep the token, and enrol when this is run without --url.")
  private boolean atFirstStart;

  /**
   * A command.
   *
   * @param version of the program
   */
  public EnrollCommand(String version) {
    this.version = version;
  }

  @Override
  public Integer call() {
    var command = requireNonNull(spec).commandLine();
    try {
      var enrolment =
          new Enrolment(
              new EnrollFolder(folder == null ? usualFolder() : folder),
              Machine.read(version),
              InstantSource.system(),
              Thread::sleep,
              command.getOut());
      var longest = longest();
      var wanted = wanted();
      if (atFirstStart && wanted == null) {
        throw EnrollException.lasting("--at-first-start goes with --url and --authority-sha256.");
      }
      var outcome =
          atFirstStart ? enrolment.later(requireNonNull(wanted)) : enrolment.run(wanted, longest);
      return outcome == Enrolment.Outcome.WAITS ? WAITS : 0;
    } catch (EnrollException e) {
      command.getErr().println(e.getMessage());
      command.getErr().flush();
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private Enrolment.@Nullable Wanted wanted() {
    if (url.isEmpty() && authority.isEmpty()) {
      return null;
    }
    if (port < 1 || port > 65_535) {
      throw EnrollException.lasting("--port is %d; it must be 1 to 65535.".formatted(port));
    }
    return new Enrolment.Wanted(url, authority, token(), name.strip(), group.strip(), port);
  }

  private String token() {
    String given = token;
    if (given.isEmpty() && !tokenFile.isEmpty()) {
      given = read(tokenFile);
    }
    if (given.isEmpty()) {
      given = System.getenv().getOrDefault(TOKEN, "");
    }
    if (given.isBlank()) {
      throw EnrollException.lasting(
          "There is no token; put it into the environment variable " + TOKEN + ".");
    }
    return given.strip();
  }

  private static String read(String file) {
    try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
      return new String(in.readNBytes(MOST_TOKEN_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw EnrollException.lasting(
          "--token-file %s cannot be read (%s).".formatted(file, e.getMessage()));
    }
  }

  private Duration longest() {
    var matcher = TIME.matcher(wait);
    if (!matcher.matches()) {
      throw EnrollException.lasting(
          "--wait is '%s'; give a time such as 30s, 10m, 2h or 7d.".formatted(wait));
    }
    return requireNonNull(UNITS.get(matcher.group(2)))
        .multipliedBy(Long.parseLong(matcher.group(1)));
  }

  private static Path usualFolder() {
    boolean root = System.getProperty("user.name", "").equals("root");
    if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")) {
      var programs = System.getenv().getOrDefault("ProgramFiles", "C:\\Program Files");
      return Path.of(programs, "muster-exporter");
    }
    return root
        ? Path.of("/opt/muster-exporter")
        : Path.of(System.getProperty("user.home"), ".local", "share", "muster-exporter");
  }
}
