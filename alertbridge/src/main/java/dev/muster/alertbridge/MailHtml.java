package dev.muster.alertbridge;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import javax.mail.BodyPart;
import javax.mail.MessagingException;
import javax.mail.Multipart;
import javax.mail.Part;
import javax.mail.Session;
import javax.mail.internet.MimeBodyPart;
import javax.mail.internet.MimeMessage;
import org.jspecify.annotations.Nullable;

/** The HTML part of a message as one page: its pictures are in it as {@code data:} addresses. */
public final class MailHtml {
  private static final Session SESSION = Session.getInstance(new Properties());
  private static final int DEEPEST = 8;

  private final Map<String, String> pictures = new LinkedHashMap<>();
  private @Nullable String html;

  private MailHtml() {}

  /**
   * The page, or empty where the message has no such part.
   *
   * @param message as RFC 5322 has it
   */
  public static Optional<String> of(String message) {
    var found = new MailHtml();
    try {
      var bytes = message.getBytes(StandardCharsets.UTF_8);
      found.read(new MimeMessage(SESSION, new ByteArrayInputStream(bytes)), 0);
    } catch (MessagingException | IOException unreadable) {
      return Optional.empty();
    }
    return Optional.ofNullable(found.page());
  }

  private void read(Part part, int depth) throws MessagingException, IOException {
    if (part.isMimeType("multipart/*") && depth < DEEPEST) {
      if (part.getContent() instanceof Multipart several) {
        for (int i = 0; i < several.getCount(); i++) {
          BodyPart one = several.getBodyPart(i);
          read(one, depth + 1);
        }
      }
    } else if (part.isMimeType("text/html") && html == null) {
      html = String.valueOf(part.getContent());
    } else if (part.isMimeType("image/png") && part instanceof MimeBodyPart picture) {
      addPicture(picture);
    }
  }

  private void addPicture(MimeBodyPart part) throws MessagingException, IOException {
    String id = part.getContentID();
    if (id != null && id.startsWith("<") && id.endsWith(">")) {
      try (var in = part.getInputStream()) {
        String data = Base64.getEncoder().encodeToString(in.readAllBytes());
        pictures.put("cid:" + id.substring(1, id.length() - 1), "data:image/png;base64," + data);
      }
    }
  }

  private @Nullable String page() {
    String page = html;
    for (var picture : pictures.entrySet()) {
      page = page == null ? null : page.replace(picture.getKey(), picture.getValue());
    }
    return page;
  }
}
