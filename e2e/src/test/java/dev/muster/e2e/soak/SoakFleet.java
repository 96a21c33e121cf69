package dev.muster.e2e.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The fleet file: all clients in groups of {@value #GROUP}, those of the spare ones that are in,
 * and three limits each. What is told is told one by one, so that it can be counted.
 */
final class SoakFleet {
  private static final int GROUP = 25;

  private final SoakPlan plan;
  private final Path file;
  private final String address;
  private final int smtpPort;

  SoakFleet(SoakPlan plan, Path file, String address, int smtpPort) {
    this.plan = plan;
    this.file = file;
    this.address = address;
    this.smtpPort = smtpPort;
  }

  Path file() {
    return file;
  }

  /** Replaces the file by one with so many of the spare clients. */
  void write(int spare) throws IOException {
    long interval = plan.interval().toMillis();
    var text =
        new StringBuilder(
            """
            <fleet>
              <smtp host="127.0.0.1" port="%d" security="plain" from="muster@example.org"/>
              <scrape interval="%dms" timeout="%dms"/>
              <alerting gather-from="10000" mails-per-address="10000" flap-changes="1000"
                offline-wait="%dms" group-interval="%dms" resolve-delay="%dms"/>
              <defaults mail="%s">
                <alert type="memory" limit="90%%"/>
                <alert type="disk" limit="90%%"/>
                <alert type="offline" for="%dms"/>
              </defaults>
            """
                .formatted(
                    smtpPort,
                    interval,
                    interval,
                    interval,
                    2 * interval,
                    2 * interval,
                    SoakMails.ADDRESS,
                    4 * interval));
    for (int first = 0; first < plan.clients(); first += GROUP) {
      text.append("<group name=\"lab-%d\">\n".formatted(first / GROUP));
      for (int i = first; i < Math.min(first + GROUP, plan.clients()); i++) {
        text.append(client(i));
      }
      text.append("</group>\n");
    }
    for (int i = 0; i < spare; i++) {
      text.append(client(plan.clients() + i));
    }
    var whole = file.resolveSibling("fleet.new");
    Files.writeString(whole, text.append("</fleet>\n"));
    Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private String client(int number) {
    return "<client name=\"%s\" ip=\"%s\" exporter-port=\"%d\"/>\n"
        .formatted(plan.name(number), address, LoadClients.FIRST_PORT + number);
  }
}
