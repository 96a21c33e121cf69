package dev.muster.rollout;

import java.util.List;

/** One thing to do on a client, in the order of {@link Plan}. */
sealed interface Step {
  /** What a person reads of it. */
  String text();

  /** Brings a version: what is not there is uploaded, and all of it unpacked beside the old one. */
  record Bring(String version, String because) implements Step {
    @Override
    public String text() {
      return because;
    }
  }

  /** Gives the exporter a key and certificate. */
  record Certify(String because) implements Step {
    @Override
    public String text() {
      return "a certificate (" + because + ")";
    }
  }

  /** Writes its settings. */
  record Configure(List<String> files) implements Step {
    public Configure {
      files = List.copyOf(files);
    }

    @Override
    public String text() {
      return "settings (" + String.join(", ", files) + ")";
    }
  }

  /** Starts a version in place of what runs, checks it, and keeps it or goes back. */
  record Start(String version, String because) implements Step {
    @Override
    public String text() {
      return because;
    }
  }
}
