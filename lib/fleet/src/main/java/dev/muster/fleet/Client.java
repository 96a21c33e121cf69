package dev.muster.fleet;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One PC of the fleet.
 *
 * @param name what people call it; the address where the file gives no name; unique in the fleet
 * @param group the group's name, or "" outside any group
 * @param ip address or host name
 * @param ssh the SSH log-in
 * @param exporter where and how its metrics are had
 * @param mail who is told, in the order of the file; may be empty
 * @param limits at most one of each type
 * @param page what is kept of its metrics page
 * @param alerting how its alerts are told
 */
public record Client(
    String name,
    String group,
    String ip,
    SshLogin ssh,
    ExporterAccess exporter,
    List<String> mail,
    List<Limit> limits,
    PageRules page,
    ClientAlerting alerting) {
  public Client {
    mail = List.copyOf(mail);
    limits = List.copyOf(limits);
  }

  /** One whose page is kept as usual, and whose event-log records are all mailed at once or not. */
  public Client(
      String name,
      String group,
      String ip,
      SshLogin ssh,
      ExporterAccess exporter,
      List<String> mail,
      List<Limit> limits,
      boolean mailEvents) {
    this(
        name,
        group,
        ip,
        ssh,
        exporter,
        mail,
        limits,
        PageRules.DEFAULT,
        mailEvents
            ? ClientAlerting.DEFAULT.with(ClientAlerting.EventMails.ALWAYS)
            : ClientAlerting.DEFAULT);
  }

  /** The same, held to nothing. */
  Client withoutLimits() {
    return new Client(name, group, ip, ssh, exporter, mail, List.of(), page, alerting);
  }

  /** Whether new event-log records are mailed as soon as they are there. */
  public boolean mailEvents() {
    return alerting.events().mode() == ClientAlerting.EventMails.Mode.ALWAYS;
  }

  /** Whether event-log records are mailed at all. */
  public boolean wantsEvents() {
    return alerting.events().mode() != ClientAlerting.EventMails.Mode.NEVER;
  }

  /** The {@code instance} label: address and exporter port, an IPv6 address in brackets. */
  public String instance() {
    return (ip.indexOf(':') >= 0 ? "[" + ip + "]" : ip) + ":" + exporter.port();
  }

  public Optional<Limit> limit(LimitType type) {
    return limits.stream().filter(limit -> limit.type() == type).findFirst();
  }

  /**
   * How SSH gets in.
   *
   * @param port 1 to 65535
   * @param username "" where the file gives none
   * @param password null where the file gives none
   * @param keyFile a private key's path, or null
   */
  public record SshLogin(
      int port, String username, @Nullable Secret password, @Nullable String keyFile) {}

  /**
   * How the exporter is reached.
   *
   * @param port 1 to 65535
   * @param https false only where the file says {@code exporter-scheme="http"}
   * @param path the metrics page, "/metrics" unless the file says otherwise
   * @param username for basic authentication, or "" for none
   * @param password null where the file gives none
   * @param certificateSha256 the pinned certificate's SHA-256 as 64 lower-case hexadecimal digits;
   *     null: trust what the fleet's own certificate authority signed
   * @param token for bearer authentication, or null
   * @param caFile a PEM file of the authorities to trust instead of the fleet's own, or null
   * @param verified whether the certificate is looked at; false only where the file says {@code
   *     exporter-verify="never"}
   * @param via by which way it is asked
   */
  public record ExporterAccess(
      int port,
      boolean https,
      String path,
      String username,
      @Nullable Secret password,
      @Nullable String certificateSha256,
      @Nullable Secret token,
      @Nullable String caFile,
      boolean verified,
      Via via) {
    /** One that is asked directly. */
    public ExporterAccess(
        int port,
        boolean https,
        String path,
        String username,
        @Nullable Secret password,
        @Nullable String certificateSha256,
        @Nullable Secret token,
        @Nullable String caFile,
        boolean verified) {
      this(
          port,
          https,
          path,
          username,
          password,
          certificateSha256,
          token,
          caFile,
          verified,
          Via.DIRECT);
    }

    /** One without a token, whose certificate is the pinned one or of the fleet's authority. */
    public ExporterAccess(
        int port,
        boolean https,
        String path,
        String username,
        @Nullable Secret password,
        @Nullable String certificateSha256) {
      this(port, https, path, username, password, certificateSha256, null, null, true);
    }
  }
}
