package dev.muster.rollout;

import dev.muster.fleet.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What is to be done on a client; nothing where all is as it should be. */
record Plan(List<Step> steps) {
  Plan {
    steps = List.copyOf(steps);
  }

  /** Compares what is there with what should be. */
  static Plan of(Client client, Facts facts, Settings wanted, Credentials credentials) {
    var steps = new ArrayList<Step>();
    String version = wanted.version();
    boolean isThere = facts.all("version").contains(version) && !isDamaged(facts, version);
    if (!isThere) {
      steps.add(new Step.Bring(version, bring(facts, version)));
    }
    String due = credentials.due(client, facts.certificates());
    if (!due.isEmpty()) {
      steps.add(new Step.Certify(due));
    }
    var others = new ArrayList<String>();
    wanted
        .files(facts.base())
        .forEach((file, text) -> {
          if (!facts.hash("config/" + file).equals(PackedFiles.sha256(text))) {
            others.add(file);
          }
        });
    if (!others.isEmpty()) {
      steps.add(new Step.Configure(others));
    }
    String why = start(facts, version, steps);
    if (!why.isEmpty()) {
      steps.add(new Step.Start(version, why));
    }
    return new Plan(steps);
  }

  private static boolean isDamaged(Facts facts, String version) {
    return facts.current().equals(version) && facts.has("damaged");
  }

  private static String bring(Facts facts, String version) {
    return isDamaged(facts, version)
        ? "files of version " + version + " were changed there"
        : "version " + version;
  }

  private static String start(Facts facts, String version, List<Step> before) {
    if (facts.has("pending")) {
      return "an earlier roll-out was not finished";
    }
    if (!facts.current().equals(version)) {
      return facts.current().isEmpty() ? "first start" : "in place of " + facts.current();
    }
    if (!before.isEmpty()) {
      return "started again";
    }
    return facts.text("running").equals("yes") ? "" : "it did not run";
  }

  boolean isEmpty() {
    return steps.isEmpty();
  }

  boolean brings() {
    return steps.stream().anyMatch(Step.Bring.class::isInstance);
  }

  boolean configures() {
    return steps.stream()
        .anyMatch(step -> step instanceof Step.Certify || step instanceof Step.Configure);
  }

  boolean certifies() {
    return steps.stream().anyMatch(Step.Certify.class::isInstance);
  }

  /** In a few words. */
  String text() {
    return isEmpty()
        ? "nothing to do"
        : steps.stream().map(Step::text).collect(Collectors.joining(", "));
  }
}
