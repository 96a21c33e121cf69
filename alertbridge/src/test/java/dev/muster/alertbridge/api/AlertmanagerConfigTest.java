package dev.muster.alertbridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fleet.FleetFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fleet as an Alertmanager's configuration. */
final class AlertmanagerConfigTest {
  @TempDir Path folder;

  @Test
  void fleet_isShownAsRoutes() throws Exception {
    var file =
        Files.writeString(
            folder.resolve("fleet.xml"),
            """
            <fleet>
              <smtp host="mail.example.org" port="587" from="muster@example.org"/>
              <defaults mail="it@example.org"/>
              <client name="pc.1" ip="10.0.0.1" mail="lab@example.org"/>
              <client name="pc2" ip="10.0.0.2"/>
              <client name="pc3" ip="10.0.0.3"/>
            </fleet>
            """);
    var fleet = FleetFile.read(file, Map.of());
    assertThat(AlertmanagerConfig.receivers(fleet))
        .containsExactly("it@example.org", "lab@example.org");
    assertThat(AlertmanagerConfig.of(fleet))
        .isEqualTo(
            """
            global:
              resolve_timeout: 5m
              smtp_smarthost: 'mail.example.org:587'
              smtp_from: 'muster@example.org'
            route:
              receiver: 'nobody'
              group_by: ['client']
              group_wait: 0s
              group_interval: 10000ms
              repeat_interval: 86400000ms
              routes:
                - receiver: 'it@example.org'
                  matchers: ['client=~"|pc2|pc3"']
                  continue: true
                - receiver: 'lab@example.org'
                  matchers: ['client=~"pc\\\\.1"']
                  continue: true
            receivers:
              - name: 'nobody'
              - name: 'it@example.org'
                email_configs: [{to: 'it@example.org', send_resolved: true}]
              - name: 'lab@example.org'
                email_configs: [{to: 'lab@example.org', send_resolved: true}]
            """);
  }
}
