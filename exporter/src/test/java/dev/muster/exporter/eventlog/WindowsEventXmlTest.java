package dev.muster.exporter.eventlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowsEventXmlTest {
  private static String fixture(String name) throws IOException {
    try (InputStream in = WindowsEventXmlTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    }
  }

  @Test
  void parse_serviceCrashed() throws IOException {
    assertThat(WindowsEventXml.parse(fixture("windows-7031.xml")))
        .isEqualTo(
            new EventRecord(
                Instant.parse("2026-11-21T09:15:30.123456700Z"),
                "System",
                Level.ERROR,
                "Service Control Manager",
                "7031",
                "The Print Spooler service terminated unexpectedly.  It has done this 1 time(s)."));
  }

  @Test
  void parse_failedLogonNotRendered() throws IOException {
    assertThat(WindowsEventXml.parse(fixture("windows-4625.xml")))
        .isEqualTo(
            new EventRecord(
                Instant.parse("2026-11-21T09:16:00Z"),
                "Security",
                Level.WARNING,
                "Microsoft-Windows-Security-Auditing",
                "4625",
                "TargetUserName=Admin & Co; LogonType=3",
                EventRecord.Audit.FAILURE));
  }

  @ParameterizedTest
  @CsvSource({
    "0, INFO",
    "1, CRITICAL",
    "2, ERROR",
    "3, WARNING",
    "4, INFO",
    "5, DEBUG",
    "17, INFO"
  })
  void parse_level(String level, Level expected) throws IOException {
    String xml =
        fixture("windows-7031.xml").replace("<Level>2</Level>", "<Level>" + level + "</Level>");
    assertThat(WindowsEventXml.parse(xml).level()).isEqualTo(expected);
  }

  @Test
  void parse_auditSuccess() throws IOException {
    String xml = fixture("windows-4625.xml").replace("0x8010000000000000", "0x8020000000000000");
    assertThat(WindowsEventXml.parse(xml).level()).isEqualTo(Level.INFO);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<Event>",
        "<Event/>",
        "<!DOCTYPE Event [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><Event>&e;</Event>",
        "<Event><System><EventID>1</EventID><Channel>S</Channel></System></Event>",
      })
  void parse_noEvent(String xml) {
    assertThatIOException().isThrownBy(() -> WindowsEventXml.parse(xml));
  }
}
