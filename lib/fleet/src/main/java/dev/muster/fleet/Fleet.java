package dev.muster.fleet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fleet file, read and resolved: every client carries the limits, addresses and settings that
 * hold for it after fleet defaults and group were applied.
 *
 * @param smtp where mails go, or null where the file names no server (mails are then kept as files)
 * @param global what holds for all rules, and labels of all that leaves the server
 * @param rules where rule files are
 * @param mail whom the defaults name: told of alerts that are no client's
 * @param remoteWrites where samples are sent on to
 * @param alerting how alerts become notifications
 * @param warnings what the file may say but should not, such as a secret others can read
 */
public record Fleet(
    @Nullable Smtp smtp,
    ScrapeSettings scrape,
    ArchiveSettings archive,
    GlobalSettings global,
    List<RuleSource> rules,
    List<String> mail,
    List<Client> clients,
    List<RemoteWrite> remoteWrites,
    Alerting alerting,
    List<Finding> warnings) {
  /** Of one without rules, whose samples are sent nowhere, all else as usual. */
  public Fleet(
      @Nullable Smtp smtp,
      ScrapeSettings scrape,
      ArchiveSettings archive,
      List<Client> clients,
      List<Finding> warnings) {
    this(
        smtp,
        scrape,
        archive,
        GlobalSettings.DEFAULT,
        List.of(),
        List.of(),
        clients,
        List.of(),
        Alerting.DEFAULT,
        warnings);
  }

  public Fleet {
    rules = List.copyOf(rules);
    mail = List.copyOf(mail);
    remoteWrites = List.copyOf(remoteWrites);
    clients = List.copyOf(clients);
    warnings = List.copyOf(warnings);
  }
}
