package dev.muster.alertbridge;

import dev.muster.alertbridge.Notification.Reason;
import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.LimitType;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.mail.BodyPart;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.internet.MimeMessage;
import javax.mail.internet.MimeMultipart;

/** Writes mails as pages that a browser shows, for the screenshots in {@code docs/images}. */
final class MailGallery {
  private MailGallery() {}

  /** Writes them into the folder that is the only argument. */
  public static void main(String[] args) throws IOException, MessagingException {
    var folder = Files.createDirectories(Path.of(args[0]));
    for (var named : notifications().entrySet()) {
      var past = new PastValues(Notes.values("lab2-01"), Duration.ofMinutes(1));
      var writer =
          new NotificationMails(
              past,
              ZoneId.of("Europe/Berlin"),
              URI.create("https://muster.example.org:10090/"),
              new BridgeMetrics(new PrometheusRegistry()));
      var mail = writer.write(named.getValue(), Fleets.of(null, List.of()), Notes.NOW).getFirst();
      Files.writeString(folder.resolve(named.getKey() + ".html"), page(mail));
      String text = "Subject: " + mail.subject() + "\n\n" + mail.text();
      Files.writeString(folder.resolve(named.getKey() + "-text.html"), terminal(text));
    }
  }

  private static String terminal(String text) {
    return """
    <!DOCTYPE html><meta charset="utf-8"><style>
    body { margin: 0; background: #10151c; color: #d7dde5; }
    pre { margin: 14px 18px; font: 14px/18px "DejaVu Sans Mono", monospace; }
    </style><pre>%s</pre>
    """
        .formatted(PlainText.html(text));
  }

  private static Map<String, Notification> notifications() {
    var client = Notes.client("lab2-01", "lab-2");
    var memory = Notes.firing(11, client, LimitType.MEMORY, 73.42, "", 50);
    var disk = Notes.firing(12, client, LimitType.DISK, 97.1, "/home", 26 * 60);
    var load = Notes.firing(14, client, LimitType.LOAD, 2.61, "", 3);
    var off = new ArrayList<Alert>();
    for (int i = 1; i <= 12; i++) {
      var pc = Notes.client("lab2-%02d".formatted(i), "lab-2");
      off.add(Notes.firing(20 + i, pc, LimitType.OFFLINE, 1, "", 2));
    }
    var mails = new LinkedHashMap<String, Notification>();
    mails.put("firing", Notes.fresh(memory));
    mails.put(
        "mixed",
        Notes.of(
            Reason.CHANGE,
            List.of(Notes.told(load)),
            List.of(Notes.told(disk, 1, "anna")),
            List.of(Notes.told(Notes.over(memory, 41)))));
    mails.put("gathered", Notes.fresh(off.toArray(Alert[]::new)));
    mails.put(
        "resolved",
        Notes.of(Reason.CHANGE, List.of(), List.of(), List.of(Notes.told(Notes.over(memory, 41)))));
    mails.put("repeat", Notes.of(Reason.REPEAT, List.of(), List.of(Notes.told(disk)), List.of()));
    return mails;
  }

  /** The HTML part with its pictures in it. */
  private static String page(OutgoingMail mail) throws IOException, MessagingException {
    var bytes = mail.message().getBytes(StandardCharsets.US_ASCII);
    var message =
        new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes));
    var parts = (MimeMultipart) message.getContent();
    if (message.getContentType().startsWith("multipart/alternative")) {
      return parts.getBodyPart(1).getContent().toString();
    }
    var words = (MimeMultipart) parts.getBodyPart(0).getContent();
    String html = words.getBodyPart(1).getContent().toString();
    for (int i = 1; i < parts.getCount(); i++) {
      html = html.replace("cid:" + id(parts.getBodyPart(i)), data(parts.getBodyPart(i)));
    }
    return html;
  }

  private static String id(BodyPart part) throws MessagingException {
    String id = part.getHeader("Content-ID")[0];
    return id.substring(1, id.length() - 1);
  }

  private static String data(BodyPart part) throws IOException, MessagingException {
    try (var stream = part.getInputStream()) {
      return "data:image/png;base64," + Base64.getEncoder().encodeToString(stream.readAllBytes());
    }
  }
}
