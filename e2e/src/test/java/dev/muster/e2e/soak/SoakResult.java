package dev.muster.e2e.soak;

import java.util.ArrayList;
import java.util.List;

/**
 * What a soak showed.
 *
 * @param churn what happened to the fleet, and so on, in words
 * @param served how many pages over how many connections, as the clients counted them, in words
 * @param othersCores what the simulated clients and this program took of the machine, in cores
 * @param complaints of the server's log, but that clients are down
 * @param badEnd why the server did not end well when it was asked to; "" where it did
 */
record SoakResult(
    SoakPlan plan,
    ServerWatch server,
    ScrapeCheck.Found scrapes,
    List<String> scrapeWords,
    EventCheck.Found events,
    AlertLedger.Balance mails,
    List<String> mailWords,
    Latencies told,
    Latencies queries,
    int reloadsNotTaken,
    String churn,
    String console,
    String served,
    double othersCores,
    List<String> complaints,
    String badEnd) {

  /** A figure of the server over time, and whether more of it is a fault. */
  record Grown(String what, Growth growth) {}

  List<Grown> growths() {
    return List.of(
        new Grown("memory of its own, MB (RssAnon)", server.ownMemory()),
        new Grown("pages of files, MB (RssFile)", server.fileMemory()),
        new Grown("heap after collections, MB", server.heap()),
        new Grown("threads", server.threads()),
        new Grown("open descriptors", server.descriptors()),
        new Grown("archive, MB", server.archive()));
  }

  /** Each promise that does not hold, in words. None is broken by a slow machine alone. */
  List<String> broken() {
    var broken = new ArrayList<String>();
    if (!mails.isEven()) {
      broken.add("mails: " + mails + " " + mailWords);
    }
    if (scrapes.unexplained() + scrapes.lost() + scrapes.doubled() > 0) {
      broken.add("scrapes: " + scrapes + " " + scrapeWords);
    }
    if (events.lost() + events.doubled() > 0 || events.kept() > events.told()) {
      broken.add("events: " + events);
    }
    if (queries.failures() > 0) {
      broken.add("queries: " + queries.failures() + " failed " + queries.reasons());
    }
    if (reloadsNotTaken > 0) {
      broken.add("fleet file: " + reloadsNotTaken + " changes were not taken");
    }
    if (!badEnd.isEmpty()) {
      broken.add("end of the server: " + badEnd.lines().limit(5).toList());
    }
    if (plan.isJudged()) {
      growths().stream()
          .filter(grown -> grown.growth().isGrown())
          .forEach(grown -> broken.add("grown: " + grown.what() + " " + grown.growth()));
    }
    return broken;
  }
}
