package dev.muster.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.web.CertificateAuthority;
import dev.muster.web.Identity;
import dev.muster.web.WebConfig.ClientAuth;
import dev.muster.web.WebConfig.TlsServer;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientCertificateTest {
  @TempDir Path folder;

  @Test
  void verified_takesOurClientsAlone() throws Exception {
    try (var site = site(ClientAuth.REQUIRE_AND_VERIFY_CLIENT_CERT, List.of())) {
      assertThat(status(site, site.authority.issueClient("scraper"))).isEqualTo(200);
      assertThatThrownBy(() -> status(site, null)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> status(site, stranger())).isInstanceOf(IOException.class);
    }
  }

  @Test
  void verified_byName() throws Exception {
    var allowed = List.of("scraper.client.muster.invalid");
    try (var site = site(ClientAuth.REQUIRE_AND_VERIFY_CLIENT_CERT, allowed)) {
      assertThat(status(site, site.authority.issueClient("scraper"))).isEqualTo(200);
      assertThatThrownBy(() -> status(site, site.authority.issueClient("other")))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void verifiedIfGiven_takesNoneButNoStranger() throws Exception {
    try (var site = site(ClientAuth.VERIFY_CLIENT_CERT_IF_GIVEN, List.of())) {
      assertThat(status(site, null)).isEqualTo(200);
      assertThatThrownBy(() -> status(site, stranger())).isInstanceOf(IOException.class);
    }
  }

  @Test
  void any_takesAStrangerButNotNone() throws Exception {
    try (var site = site(ClientAuth.REQUIRE_ANY_CLIENT_CERT, List.of())) {
      assertThat(status(site, stranger())).isEqualTo(200);
      assertThatThrownBy(() -> status(site, null)).isInstanceOf(IOException.class);
    }
  }

  private Site site(ClientAuth auth, List<String> allowedNames) {
    var authority = CertificateAuthority.openOrMake(folder);
    return new Site(
        folder,
        new Site.Changes(
            settings -> settings,
            tls ->
                new TlsServer(
                    tls.identity(),
                    auth,
                    List.of(authority.certificate()),
                    tls.protocols(),
                    List.of(),
                    allowedNames,
                    List.of(),
                    true,
                    List.of())),
        routes -> {});
  }

  private Identity stranger() {
    return CertificateAuthority.openOrMake(folder.resolve("stranger")).issueClient("scraper");
  }

  private static int status(Site site, @Nullable Identity identity) throws Exception {
    try (var client = site.client(identity)) {
      var request = site.request("/-/healthy").build();
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }
}
