package dev.muster.console.api;

import dev.muster.fleet.Finding;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.FleetException;
import dev.muster.fleet.FleetFile;
import dev.muster.server.JsonAnswer;
import dev.muster.server.Refused;
import dev.muster.server.Role;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** {@code /fleet-file}: reads, checks and replaces the fleet file; for administrators. */
final class FleetFileRoutes {
  private static final Logger log = LoggerFactory.getLogger(FleetFileRoutes.class);
  private static final String PATH = MusterApi.ROOT + "/fleet-file";

  private final Parts parts;
  private final FleetFiles files;
  private final FleetFileStore store;
  private final ReentrantLock writing = new ReentrantLock();

  private record Current(String file, String text, String version) {}

  /** What a request brings. */
  record Proposal(@Nullable String text, @Nullable String version) {}

  private record Checked(
      List<FileFinding> findings, int clients, int limits, @Nullable FleetDiff diff) {}

  private record Written(
      List<FileFinding> findings, int clients, int limits, FleetDiff diff, String version) {}

  FleetFileRoutes(Parts parts) {
    this.parts = parts;
    this.files = parts.files();
    this.store = new FleetFileStore(files.file(), files.history());
  }

  void addTo(RoutesConfig routes) {
    routes.get(PATH, Reply.with(this::current));
    routes.post(PATH + "/check", Reply.with(this::check));
    routes.put(PATH, Reply.with(this::put));
  }

  private Seen admin(Context context) {
    var seen = Seen.by(context, parts);
    seen.require(Role.ADMIN, "the fleet file");
    return seen;
  }

  private Object current(Context context) {
    var _ = admin(context);
    try {
      return new Current(files.file().toString(), FleetFile.text(files.file()), store.version());
    } catch (IOException | FleetException unreadable) {
      throw Refused.of(503, "the fleet file cannot be read: " + unreadable.getMessage());
    }
  }

  private Object check(Context context) {
    var seen = admin(context);
    String text = text(proposal(context));
    try {
      var fleet = files.reader().apply(text);
      var findings = findings(fleet);
      return new Checked(
          findings, fleet.clients().size(), limits(fleet), FleetDiff.of(seen.fleet(), fleet));
    } catch (FleetException mistaken) {
      return new Checked(errors(mistaken.findings()), 0, 0, null);
    }
  }

  private Object put(Context context) {
    var seen = admin(context);
    var proposal = proposal(context);
    String text = text(proposal);
    if (proposal.version() == null) {
      throw Refused.of(400, "version is missing; send the one that GET answered");
    }
    var fleet = read(text);
    writing.lock();
    try {
      if (!store.version().equals(proposal.version())) {
        throw Refused.of(
            409, "the fleet file was changed meanwhile; read it anew and change that text");
      }
      store.write(text, parts.clock().instant());
      return written(context, seen, fleet, store.version());
    } catch (IOException failed) {
      log.warn("msg=\"fleet file not written\" file={}", files.file(), failed);
      throw Refused.of(
          503, "the fleet file cannot be written, it is as it was: " + failed.getMessage());
    } finally {
      writing.unlock();
    }
  }

  /** The fleet of a text without mistakes. */
  private Fleet read(String text) {
    try {
      var fleet = files.reader().apply(text);
      var errors = named(fleet);
      if (!errors.isEmpty()) {
        throw mistaken(errors);
      }
      return fleet;
    } catch (FleetException mistaken) {
      throw mistaken(errors(mistaken.findings()));
    }
  }

  private static Refused mistaken(List<FileFinding> errors) {
    return Refused.of(
            422,
            "mistaken",
            "the text has mistakes, first of all in line %d: %s"
                .formatted(errors.getFirst().line(), errors.getFirst().message()))
        .with("findings", errors);
  }

  private Written written(Context context, Seen seen, Fleet fleet, String version) {
    var diff = FleetDiff.of(seen.fleet(), fleet);
    log.info("msg=\"fleet file written\" user={} version={}", seen.principal().name(), version);
    String detail =
        "fleet file: %d added, %d removed, %d changes"
            .formatted(diff.added().size(), diff.removed().size(), diff.changed().size());
    files.audit().accept(context, detail);
    var findings = new ArrayList<>(fleet.warnings().stream().map(FileFinding::warning).toList());
    findings.addAll(errors(files.reload().get()));
    return new Written(findings, fleet.clients().size(), limits(fleet), diff, version);
  }

  private List<FileFinding> findings(Fleet fleet) {
    var findings = new ArrayList<>(named(fleet));
    fleet.warnings().stream().map(FileFinding::warning).forEach(findings::add);
    return findings;
  }

  /** Of files that the text names: their place is in the words, not in this text. */
  private List<FileFinding> named(Fleet fleet) {
    return files.named().apply(fleet).stream()
        .map(finding -> new FileFinding(1, 1, "error", finding.toString()))
        .toList();
  }

  private static List<FileFinding> errors(List<Finding> findings) {
    return findings.stream().map(FileFinding::error).toList();
  }

  private static int limits(Fleet fleet) {
    return fleet.clients().stream().mapToInt(client -> client.limits().size()).sum();
  }

  private static Proposal proposal(Context context) {
    try {
      var proposal = JsonAnswer.JSON.readValue(context.bodyAsBytes(), Proposal.class);
      if (proposal != null) {
        return proposal;
      }
    } catch (JacksonException notJson) {
      log.debug("msg=\"no JSON came\" reason=\"{}\"", notJson.getOriginalMessage());
    }
    throw Refused.of(400, "the body is no JSON object with text and version");
  }

  private static String text(Proposal proposal) {
    String text = proposal.text();
    if (text == null) {
      throw Refused.of(400, "text is missing; send the whole text of the fleet file");
    }
    return text;
  }
}
