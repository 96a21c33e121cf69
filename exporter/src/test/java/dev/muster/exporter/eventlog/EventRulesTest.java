package dev.muster.exporter.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final SyslogLine.Parser PARSER =
      new SyslogLine.Parser(InstantSource.fixed(NOW), ZoneOffset.UTC);

  @TempDir Path folder;

  private static Set<String> ofLine(String line) {
    return EventRules.defaults().matching(PARSER.parse(line, "syslog", NOW));
  }

  private static Set<String> ofId(String source, String id) {
    return EventRules.defaults()
        .matching(new EventRecord(NOW, "journal", Level.INFO, source, id, "text"));
  }

  private static Set<String> ofXml(String name) throws IOException {
    try (InputStream in = EventRulesTest.class.getResourceAsStream(name)) {
      String xml = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return EventRules.defaults().matching(WindowsEventXml.parse(xml));
    }
  }

  private EventRules withFile(String text) throws IOException {
    return EventRules.withFile(Files.writeString(folder.resolve("my.rules"), text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          failed_logon | Nov 21 10:00:00 pc sshd[12]: Failed password for invalid user bob from 10.0.0.9 port 2222 ssh2
          failed_logon | Nov 21 10:00:00 pc sshd-session[12]: Failed password for root from 10.0.0.9 port 2222 ssh2
          failed_logon | Nov 21 10:00:00 pc su[12]: FAILED SU (to root) bob on pts/0
          account_lockout | Nov 21 10:00:00 pc sshd[9]: pam_faillock(sshd:auth): Consecutive login failures for user bob account temporarily locked
          sudo_failed | Nov 21 10:00:00 pc sudo[7]:      bob : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls
          sudo_failed | Nov 21 10:00:00 pc sudo:      bob : user NOT in sudoers ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls
          user_created | Nov 21 10:00:00 pc useradd[8]: new user: name=eve, UID=1002, GID=1002, home=/home/eve, shell=/bin/sh, from=/dev/pts/0
          group_member_added | Nov 21 10:00:00 pc usermod[8]: add 'eve' to group 'sudo'
          unexpected_shutdown | Nov 21 10:00:00 pc systemd-journald[200]: File /var/log/journal/1f/system.journal corrupted or uncleanly shut down, renaming and replacing.
          kernel_crash | Nov 21 10:00:00 pc kernel: [  12.34] Oops: 0002 [#1] PREEMPT SMP NOPTI
          hung_task | Nov 21 10:00:00 pc kernel: [  12.34] INFO: task cp:812 blocked for more than 120 seconds.
          segfault | Nov 21 10:00:00 pc kernel: [  12.34] bad[99]: segfault at 0 ip 0000 sp 0000 error 4 in bad[5000+1000]
          oom_kill | Nov 21 10:00:00 pc kernel: [  12.34] Out of memory: Killed process 812 (java) total-vm:1kB, anon-rss:1kB
          oom_kill | Nov 21 10:00:00 pc kernel: [  12.34] Memory cgroup out of memory: Killed process 812 (java)
          disk_error | Nov 21 10:00:00 pc kernel: [  12.34] I/O error, dev sdb, sector 2048 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2
          filesystem_error | Nov 21 10:00:00 pc kernel: [  12.34] EXT4-fs error (device sdb1): ext4_find_entry:1463: inode #2: comm ls: reading directory lblock 0
          filesystem_readonly | Nov 21 10:00:00 pc kernel: [  12.34] EXT4-fs (sdb1): Remounting filesystem read-only
          unit_failed | Nov 21 10:00:00 pc systemd[1]: cups.service: Failed with result 'exit-code'.
          unit_start_failed | Nov 21 10:00:00 pc systemd[1]: Failed to start cups.service - CUPS Scheduler.
          malware_detected | Nov 21 10:00:00 pc clamd[4]: /home/bob/x: Eicar-Signature FOUND
          """)
  void defaults_lineOfAFile(String rule, String line) {
    assertThat(ofLine(line)).containsExactly(rule);
  }

  @Test
  void defaults_nothingForOrdinaryLinesOrOtherPrograms() {
    assertThat(ofLine("Nov 21 10:00:00 pc sshd[12]: Accepted password for bob from 10.0.0.9"))
        .isEmpty();
    assertThat(ofLine("Nov 21 10:00:00 pc chat[12]: Failed password for root")).isEmpty();
    assertThat(ofLine("no syslog line, Out of memory: Killed process")).isEmpty();
  }

  @Test
  void defaults_ids() {
    assertThat(ofId("systemd", "d9b373ed55a64feb8242e02dbe79a49c")).containsExactly("unit_failed");
    assertThat(ofId("SYSTEMD", "D9B373ED55A64FEB8242E02DBE79A49C")).containsExactly("unit_failed");
    assertThat(ofId("EventLog", "6008")).containsExactly("unexpected_shutdown");
    assertThat(ofId("Microsoft-Windows-Kernel-Power", "41")).containsExactly("unexpected_shutdown");
    assertThat(ofId("Microsoft-Windows-Eventlog", "1102")).containsExactly("log_cleared");
    assertThat(ofId("Other", "6008")).isEmpty();
  }

  @Test
  void defaults_windowsEvents() throws IOException {
    assertThat(ofXml("windows-4625.xml")).containsExactly("failed_logon");
    assertThat(ofXml("windows-7031.xml")).containsExactly("service_crashed");
  }

  @Test
  void file_addsSwitchesOffAndReplaces() throws IOException {
    EventRules rules =
        withFile(
            """
            # ours
            backup_failed | text | borg, restic | ^ERROR*repository
            segfault | off
            oom_kill | off
            oom_kill | text | kernel | killed by our own hand
            """);
    assertThat(rules.names()).contains("backup_failed", "oom_kill", "failed_logon");
    assertThat(rules.names()).doesNotContain("segfault");
    assertThat(
            rules.matching(PARSER.parse("Nov 21 10:00:00 pc borg: ERROR no repository", "s", NOW)))
        .containsExactly("backup_failed");
    assertThat(
            rules.matching(PARSER.parse("Nov 21 10:00:00 pc borg: no ERROR repository", "s", NOW)))
        .isEmpty();
    assertThat(
            rules.matching(
                PARSER.parse("Nov 21 10:00:00 pc kernel: Out of memory: Kill", "s", NOW)))
        .isEmpty();
    assertThat(withFile("* | off\nmine | id | * | " + "a".repeat(32)).names())
        .containsExactly("mine");
  }

  @Test
  void file_everyMistakeWithItsLine() {
    assertThatExceptionOfType(EventRulesException.class)
        .isThrownBy(() ->
            withFile(
                """
                fine | text | sshd | hello there
                Bad-Name | text | sshd | hello
                a | text | sshd
                b | regex | sshd | hello
                c | id | * | 4625
                d | id | disk | seven
                e | text | sshd | a*
                f | text | , | hello
                g | text | *, sshd | hello
                nowhere | off
                """))
        .withMessage(
            """
            %1$s:2: 'Bad-Name' cannot name a rule; use up to 64 of a-z, 0-9 and _, a letter first
            %1$s:3: a line has four columns, NAME | id or text | SOURCES | IDS or PATTERN, or is NAME | off
            %1$s:4: the second column is 'regex'; it must be id, text or off
            %1$s:5: id 4625 means another thing with every provider; name the provider instead of *
            %1$s:6: 'seven' is no id; it must be a number or the 32 hexadecimal digits of a MESSAGE_ID
            %1$s:7: a pattern needs at least 3 characters of text besides '*'
            %1$s:8: the third column must name programs or providers, with commas, or be * for any
            %1$s:9: the third column has * and names; keep one of them
            %1$s:10: there is no rule 'nowhere' to switch off\
            """
                .formatted(folder.resolve("my.rules")));
  }

  @Test
  void file_missingOrTooLong() {
    assertThatExceptionOfType(EventRulesException.class)
        .isThrownBy(() -> EventRules.withFile(folder.resolve("none")))
        .withMessageEndingWith("none: there is no such file");
    assertThatExceptionOfType(EventRulesException.class)
        .isThrownBy(() -> withFile("#".repeat(300_000)))
        .withMessageContaining("wrong file?");
  }

  @Test
  void lostRecords_asTheLogsSayIt() {
    assertThat(LostRecords.in(journal("Suppressed 12 messages from cups.service"))).isEqualTo(12);
    assertThat(LostRecords.in(journal("Missed 7 kernel messages"))).isEqualTo(7);
    assertThat(
            LostRecords.in(
                line("rsyslogd: imuxsock[pid 1]: 44 messages lost due to rate-limiting")))
        .isEqualTo(44);
    assertThat(LostRecords.in(line("mail: Suppressed 12 messages from list"))).isZero();
  }

  private static EventRecord journal(String message) {
    return line("systemd-journald[1]: " + message);
  }

  private static EventRecord line(String rest) {
    return PARSER.parse("Nov 21 10:00:00 pc " + rest, "syslog", NOW);
  }
}
