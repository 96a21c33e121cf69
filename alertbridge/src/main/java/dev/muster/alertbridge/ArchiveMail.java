package dev.muster.alertbridge;

import java.net.URI;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The words of the mails about an archive that cannot be written. */
record ArchiveMail(ZoneId zone, @Nullable URI page) {
  MailContent firing(WriteState.Outage outage, long now) {
    var facts = new ArrayList<MailContent.Fact>();
    facts.add(new MailContent.Fact("Since", TimeText.full(outage.since(), zone)));
    facts.add(new MailContent.Fact("For", TimeText.duration(now - outage.since())));
    facts.add(new MailContent.Fact("Reason", PlainText.line(outage.reason(), 500)));
    return content(
        "Muster: the archive cannot be written",
        facts,
        "What it means: samples and events of now are lost, and limits are not judged, until"
            + " writing works again. What was stored is served. Once the reason is gone, writing"
            + " goes on by itself.");
  }

  MailContent resolved(long since, long until) {
    var facts =
        List.of(
            new MailContent.Fact("From", TimeText.full(since, zone)),
            new MailContent.Fact("To", TimeText.full(until, zone)),
            new MailContent.Fact("For", TimeText.duration(until - since)));
    return content(
        "Muster: the archive is written again",
        facts,
        "The archive has a gap of that time; limits are judged again.");
  }

  private MailContent content(String subject, List<MailContent.Fact> facts, String meaning) {
    var closing = new ArrayList<String>();
    closing.add(meaning);
    if (page != null) {
      closing.add("More: " + page);
    }
    return new MailContent(subject, subject + ".", facts, List.of(), closing);
  }
}
