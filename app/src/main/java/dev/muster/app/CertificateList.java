package dev.muster.app;

import dev.muster.console.api.CertificateView;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.Issued;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** The authority and all it issued, oldest first, as the page and the command show it. */
final class CertificateList {
  private record Holder(String name, Issued.Kind kind) {}

  private CertificateList() {}

  static List<CertificateView> of(CertificateAuthority authority, Instant now) {
    var replaced = new HashSet<Holder>();
    var views = new ArrayList<CertificateView>();
    for (var one : authority.issued().reversed()) {
      var holder = new Holder(one.name(), one.kind());
      var kind = one.kind().name().toLowerCase(Locale.ROOT);
      views.add(view(one, one.name(), kind, state(one, replaced.contains(holder), now)));
      if (one.revokedAt() == null) {
        replaced.add(holder);
      }
    }
    views.add(view(Issued.read(authority.certificate()), "authority", "authority", "good"));
    return List.copyOf(views.reversed());
  }

  private static String state(Issued one, boolean replaced, Instant now) {
    if (one.revokedAt() != null) {
      return "revoked";
    }
    if (!now.isBefore(one.notAfter())) {
      return "ended";
    }
    if (replaced) {
      return "replaced";
    }
    return now.isBefore(one.renewal()) ? "good" : "due";
  }

  private static CertificateView view(Issued issued, String name, String kind, String state) {
    var revoked = issued.revokedAt();
    return new CertificateView(
        name,
        kind,
        "CN=" + issued.name(),
        issued.notAfter().getEpochSecond(),
        issued.sha256(),
        issued.serialHex(),
        revoked == null ? null : revoked.getEpochSecond(),
        state);
  }
}
