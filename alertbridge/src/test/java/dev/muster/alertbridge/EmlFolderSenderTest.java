package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.OutgoingMail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmlFolderSenderTest {
  @TempDir Path folder;

  private static OutgoingMail mail(String client, String recipient) throws Exception {
    var content = new MailContent(client + ": s", "h", List.of(), List.of(), List.of());
    return new MailRenderer("muster@localhost")
        .render(
            content,
            recipient,
            "about",
            "about",
            Map.of("X-Muster-Client", client),
            Instant.parse("2026-11-21T10:42:07Z"));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void mail_isKeptOnceUnderAName() throws Exception {
    var mails = folder.resolve("mails");
    var sender = new EmlFolderSender(mails);
    var mail = mail("lab2-01", "it@example.org");
    assertThat(sender.send(mail)).isEqualTo(new MailSender.Outcome.Accepted());
    assertThat(sender.send(mail)).isEqualTo(new MailSender.Outcome.Accepted());
    assertThat(files(mails)).hasSize(1);
    var file = files(mails).getFirst();
    assertThat(file.getFileName().toString()).matches("20261121T104207Z-lab2-01-[0-9a-f]{8}\\.eml");
    assertThat(Files.readString(file)).isEqualTo(mail.message());
  }

  @Test
  void recipients_haveAFileEach() throws Exception {
    var sender = new EmlFolderSender(folder);
    sender.send(mail("pc", "a@example.org"));
    sender.send(mail("pc", "b@example.org"));
    assertThat(files(folder)).hasSize(2);
  }

  @Test
  void clientName_cannotLeaveTheFolder() throws Exception {
    var mails = folder.resolve("mails");
    new EmlFolderSender(mails).send(mail("../../Schüler/PC 1", "it@example.org"));
    assertThat(files(mails).getFirst().getFileName().toString())
        .startsWith("20261121T104207Z-.._.._Sch_ler_PC_1-");
    assertThat(files(folder)).containsExactly(mails);
  }

  @Test
  void test_mailIsKeptWithoutClient() throws Exception {
    var mail = TestMail.render("a@b.example", "c@d.example", Instant.EPOCH, ZoneOffset.UTC);
    new EmlFolderSender(folder).send(mail);
    assertThat(files(folder).getFirst().getFileName().toString())
        .startsWith("19700101T000000Z-test-");
  }

  @Test
  void folder_thatCannotBeMade_makesMailsWait() throws Exception {
    var file = Files.writeString(folder.resolve("file"), "");
    var outcome =
        (MailSender.Outcome.Unavailable)
            new EmlFolderSender(file.resolve("mails")).send(mail("pc", "it@example.org"));
    assertThat(outcome.reason()).startsWith("cannot keep the mail in ");
  }
}
