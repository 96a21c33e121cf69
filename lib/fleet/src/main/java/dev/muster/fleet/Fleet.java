package dev.muster.fleet;

import java.util.List;
import java.util.stream.Stream;
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

  /** Where samples are sent on to, the store that takes the archive's place among them. */
  public List<RemoteWrite> receivers() {
    var store = archive.store();
    if (store == null) {
      return remoteWrites;
    }
    return Stream.concat(Stream.of(store.receiver(global.labels())), remoteWrites.stream())
        .toList();
  }

  /** The same with its samples in this store, or with null in the archive. */
  public Fleet withStore(@Nullable MetricStore store) {
    var kept =
        new ArchiveSettings(
            archive.retention(),
            archive.retention5m(),
            archive.retention1h(),
            archive.retentionBytes(),
            archive.queueBytes(),
            store);
    return new Fleet(
        smtp, scrape, kept, global, rules, mail, clients, remoteWrites, alerting, warnings);
  }

  /** The same, but that its clients are held to nothing. */
  public Fleet withoutLimits() {
    return new Fleet(
        smtp,
        scrape,
        archive,
        global,
        rules,
        mail,
        clients.stream().map(Client::withoutLimits).toList(),
        remoteWrites,
        alerting,
        warnings);
  }
}
