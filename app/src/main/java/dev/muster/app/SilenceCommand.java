package dev.muster.app;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code muster silence}: silences of a running server. */
@Command(
    name = "silence",
    description = "Keeps a running server from telling of some alerts for a while.",
    mixinStandardHelpOptions = true,
    subcommands = {SilenceAddCommand.class, SilenceCommand.Show.class, SilenceCommand.Expire.class},
    footer = {"", "The password stands in the environment as MUSTER_PASSWORD, or is asked for."})
final class SilenceCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: muster silence add, list or expire");
  }

  /** The server whose silences they are. */
  static final class Server {
    @Option(
        names = "--url",
        paramLabel = "URL",
        defaultValue = "https://localhost:10090",
        description = "The server, ours or any Alertmanager. Default: ${DEFAULT-VALUE}")
    private URI url;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        defaultValue = "data",
        description = "The data folder whose authority is trusted. Default: ${DEFAULT-VALUE}")
    private Path data;

    @Option(
        names = "--username",
        paramLabel = "NAME",
        defaultValue = "admin",
        description = "Who logs in. Default: ${DEFAULT-VALUE}")
    private String username;

    String username() {
      return username;
    }

    SilenceServer open(CommandSpec spec) {
      try {
        return new SilenceServer(
            url, ServerAccess.trust(data), ServerAccess.authorization(username));
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), "--url: " + e.getMessage(), e);
      }
    }
  }

  /** {@code muster silence list}. */
  @Command(
      name = "list",
      description = "Lists silences: id, state, until when, by whom, of which alerts, why.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Server server;

    @Option(names = "--expired", description = "Those that are over, too.")
    private boolean expired;

    @Override
    public Integer call() {
      var out = spec.commandLine().getOut();
      try (var open = server.open(spec)) {
        for (var silence : open.list()) {
          if (expired || !silence.path("status").path("state").asString("").equals("expired")) {
            out.println(line(silence));
          }
        }
      }
      out.flush();
      return 0;
    }

    private static String line(JsonNode silence) {
      return "%s  %-7s  until %s  %s  {%s}  %s"
          .formatted(
              text(silence, "id"),
              text(silence.path("status"), "state"),
              text(silence, "endsAt"),
              text(silence, "createdBy"),
              SilenceMatchers.text(silence.path("matchers")),
              text(silence, "comment"));
    }

    /** On one line, whatever stands in it. */
    private static String text(JsonNode node, String name) {
      return node.path(name).asString("").replaceAll("\\p{Cntrl}", " ");
    }
  }

  /** {@code muster silence expire}. */
  @Command(name = "expire", description = "Ends silences now.", mixinStandardHelpOptions = true)
  static final class Expire implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Server server;

    @Parameters(
        paramLabel = "ID",
        arity = "1..*",
        description = "As muster silence list shows them.")
    private List<String> ids;

    @Override
    public Integer call() {
      for (String id : ids) {
        if (!id.matches("[0-9a-fA-F-]{36}")) {
          throw new ParameterException(
              spec.commandLine(), "'" + id + "' is no id; muster silence list shows them");
        }
      }
      try (var open = server.open(spec)) {
        ids.forEach(open::expire);
      }
      return 0;
    }
  }
}
