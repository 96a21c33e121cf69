package dev.muster.web;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The authority's own certificate, those above it, and its key.
 *
 * @param identity null for one that was brought along without its key
 */
record Authority(Path file, List<X509Certificate> chain, @Nullable Identity identity) {
  private static final int KEY_CERT_SIGN = 5;

  Authority {
    chain = List.copyOf(chain);
  }

  /**
   * Reads it, or makes it where there is none.
   *
   * @throws WebConfigException if it is damaged or no authority's
   */
  static Authority readOrMake(IdentityFolder folder, String name, Supplier<Identity> maker) {
    var file = folder.file(name + ".pem");
    var brought =
        folder.has(name + ".pem") && !folder.has(name + ".key")
            ? Pem.read(file).certificates()
            : List.<X509Certificate>of();
    if (!brought.isEmpty() && !CertificateAuthority.isMadeHere(brought.getFirst())) {
      return checked(new Authority(file, brought, null));
    }
    var identity = folder.readOrMake(name, maker);
    return checked(new Authority(file, identity.chain(), identity));
  }

  private static Authority checked(Authority authority) {
    var usage = authority.certificate().getKeyUsage();
    if (authority.certificate().getBasicConstraints() < 0) {
      throw new WebConfigException(authority.file + ": not the certificate of an authority");
    }
    if (usage != null && !usage[KEY_CERT_SIGN]) {
      throw new WebConfigException(
          authority.file
              + ": this authority's key usage does not let it sign certificates; bring along one"
              + " with keyCertSign and cRLSign");
    }
    return authority;
  }

  X509Certificate certificate() {
    return chain.getFirst();
  }

  /** Whether its key is there. */
  boolean signs() {
    return identity != null;
  }

  /**
   * What signs.
   *
   * @throws WebConfigException if there is no key
   */
  Identity signer(String name) {
    if (identity == null) {
      throw new WebConfigException(
          file
              + ": the authority was brought along without its key, so nothing can be signed for '"
              + Refusal.plain(name)
              + "'; put the key there as ca.key, or certificates that it signed as NAME.pem and"
              + " NAME.key");
    }
    return identity;
  }

  /** A certificate and those above it. */
  List<X509Certificate> under(X509Certificate certificate) {
    var all = new ArrayList<X509Certificate>();
    all.add(certificate);
    all.addAll(chain);
    return List.copyOf(all);
  }
}
