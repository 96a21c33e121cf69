package dev.muster.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Fleet files for tests. */
final class Fleets {
  private Fleets() {}

  /**
   * This machine alone, scraped every second, with these limits and this SMTP port (0: none); an
   * alert may come and go as often as a test likes, without being told to flap.
   */
  static void write(Path file, int exporterPort, int smtpPort, String alerts) throws IOException {
    String smtp =
        smtpPort == 0
            ? ""
            : "<smtp host=\"127.0.0.1\" port=\"%d\" security=\"plain\" from=\"muster@example.org\"/>"
                .formatted(smtpPort);
    var text =
        """
        <fleet>
          %s
          <scrape interval="1s" timeout="1s"/>
          <alerting flap-changes="100"/>
          <client name="this-pc" ip="127.0.0.1" exporter-port="%d" mail="it@example.org">
            %s
          </client>
        </fleet>
        """
            .formatted(smtp, exporterPort, alerts);
    var temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(temporary, text);
    Files.move(temporary, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  /** Limits that this machine crosses, whatever it does. */
  static final String CROSSED =
      """
      <alert type="memory" limit="0.1%"/>
      <alert type="disk" limit="0.1%"/>
      <alert type="uptime" limit="1s"/>
      """;

  /** Limits that it does not cross. */
  static final String KEPT =
      """
      <alert type="memory" limit="99.99%"/>
      <alert type="disk" limit="99.99%"/>
      <alert type="uptime" limit="9999d"/>
      """;
}
