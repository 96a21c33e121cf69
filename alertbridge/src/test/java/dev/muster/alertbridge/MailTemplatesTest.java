package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Alerting;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.LimitType;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MailTemplatesTest {
  @TempDir Path folder;
  private final BridgeMetrics metrics = new BridgeMetrics(new PrometheusRegistry());

  private void write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
  }

  private Fleet fleet() {
    var d = Alerting.DEFAULT;
    var alerting =
        new Alerting(
            d.groupBy(),
            d.groupWait(),
            d.offlineWait(),
            d.groupInterval(),
            d.repeatInterval(),
            d.resolveDelay(),
            d.gatherFrom(),
            d.mailsPerAddress(),
            d.flapChanges(),
            d.flapWindow(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            folder,
            URI.create("https://muster.example.org/m"));
    return Fleets.with(alerting, Fleets.of(null, List.of()));
  }

  private OutgoingMail mail(Alert alert) {
    return new NotificationMails(
            new PastValues(Notes.values("lab2-01"), Duration.ofSeconds(60)),
            ZoneOffset.UTC,
            null,
            metrics)
        .write(Notes.fresh(alert), fleet(), Notes.NOW)
        .getFirst();
  }

  private static Alert memory() {
    return Notes.firing(11, Notes.client("lab2-01", "lab-2"), LimitType.MEMORY, 73.42, "", 50);
  }

  @Test
  void templatesMadeForAlertmanager_write() throws IOException {
    write(
        "subject.tmpl",
        "[{{ .Status | toUpper }}{{ if eq .Status \"firing\" }}:{{ .Alerts.Firing | len }}{{ end }}]"
            + " {{ .GroupLabels.SortedPairs.Values | join \" \" }}"
            + " {{ with .CommonLabels.Remove .GroupLabels.Names }}({{ .type }}){{ end }}");
    write(
        "text.tmpl",
        "{{ define \"one\" }}{{ .Labels.client }}: {{ .Annotations.summary }} since {{"
            + " .StartsAt.Format \"15:04\" }}, {{ .Value }} of {{ .Limit }}{{ end }}"
            + "{{ range .Alerts }}{{ template \"one\" . }}\n{{ .AckURL }} {{ .URL }}\n{{ end }}"
            + "{{ range .CommonLabels.SortedPairs }}{{ .Name }}={{ .Value }}\n{{ end }}");
    assertThat(MailTemplates.mistakes(folder)).isEmpty();
    var mail = mail(memory());
    assertThat(mail.subject()).isEqualTo("[FIRING:1] lab2-01 (memory)");
    assertThat(mail.text())
        .isEqualTo(
            """
            lab2-01: lab2-01: memory 73.4% is over its limit of 50% since 08:52, 73.4% of 50%
            https://muster.example.org/m/alerts/11 https://muster.example.org/m/?client=lab2-01
            alertname=memory
            client=lab2-01
            group=lab-2
            instance=10.1.2.1:10100
            job=node
            type=memory
            """);
    assertThat(mail.message()).contains("multipart/related");
  }

  @Test
  void html_escapesWhatItIsGiven() throws IOException {
    write(
        "html.tmpl",
        "<p>{{ .Headline }}{{ range .Alerts }}{{ .Annotations.summary }}{{ end }}</p>"
            + "{{ safeHtml \"<hr>\" }}");
    var alert =
        Notes.rule(
            Notes.client("pc", ""), "Hot", Map.of("summary", "<script>alert(1)</script>"), 3);
    String message = mail(alert).message();
    String html = message.substring(message.indexOf("Content-Type: text/html"));
    assertThat(html).contains("<hr>", "&lt;script&gt;").doesNotContain("<script");
    assertThat(message).contains("multipart/alternative");
  }

  @Test
  void mistakes_nameFileLineAndWhatWouldBeRight() throws IOException {
    write("subject.tmpl", "fine\n{{ .Alertz }}");
    write("text.tmpl", "{{ range .Alerts }}{{ .Nme }}{{ end }}");
    write("html.tmpl", "{{ if }}");
    write("body.tmpl", "x");
    assertThat(MailTemplates.mistakes(folder))
        .hasSize(4)
        .anySatisfy(line ->
            assertThat(line)
                .startsWith(folder.resolve("subject.tmpl") + ":2:4: can't evaluate field Alertz")
                .contains("there are Alerts, CommonAnnotations"))
        .anySatisfy(line ->
            assertThat(line).startsWith(folder.resolve("text.tmpl") + ":1:").contains("Sentence"))
        .anySatisfy(line -> assertThat(line).startsWith(folder.resolve("html.tmpl") + ":1:"))
        .anySatisfy(line ->
            assertThat(line)
                .startsWith(folder.resolve("body.tmpl") + ":1:1: is no part of a mail")
                .contains("subject.tmpl"));
    assertThat(MailTemplates.mistakes(folder.resolve("none")))
        .singleElement()
        .asString()
        .contains("is no folder");
  }

  @Test
  void wrongTemplate_leavesTheBuiltInWords_andIsCounted() throws IOException {
    write("subject.tmpl", "{{ .Alertz }}");
    write("text.tmpl", "own words");
    var mail = mail(memory());
    assertThat(mail.subject()).isEqualTo("[73.4%] lab2-01: memory over 50%");
    assertThat(mail.text()).isEqualTo("own words");
    assertThat(metrics.templateFailures.labelValues("load").get()).isEqualTo(1);
  }

  @Test
  void template_thatFailsOnOneMail_leavesTheBuiltInWords_andIsCounted() throws IOException {
    write(
        "subject.tmpl",
        "{{ if eq .CommonLabels.client \"lab2-01\" }}{{ index .Alerts 9 }}{{ end }}x");
    assertThat(MailTemplates.mistakes(folder)).isEmpty();
    assertThat(mail(memory()).subject()).isEqualTo("[73.4%] lab2-01: memory over 50%");
    assertThat(metrics.templateFailures.labelValues("subject").get()).isEqualTo(1);
  }
}
