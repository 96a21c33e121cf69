package dev.muster.web;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows an identity, to whoever asks and whichever authorities they name. It may change: a
 * handshake that has begun ends with the one it began with.
 */
final class IdentityKeyManager extends X509ExtendedKeyManager {
  private record Shown(String alias, Identity identity) {}

  private final Supplier<Identity> current;
  private Shown shown;
  private @Nullable Shown before;

  IdentityKeyManager(Supplier<Identity> current) {
    this.current = current;
    var identity = current.get();
    this.shown = new Shown(identity.sha256(), identity);
  }

  private @Nullable String alias(String... keyTypes) {
    var now = shown();
    return List.of(keyTypes).contains(now.identity().key().getAlgorithm()) ? now.alias() : null;
  }

  private synchronized Shown shown() {
    var identity = current.get();
    if (!shown.identity().equals(identity)) {
      before = shown;
      shown = new Shown(identity.sha256(), identity);
    }
    return shown;
  }

  private synchronized @Nullable Identity called(String alias) {
    if (shown.alias().equals(alias)) {
      return shown.identity();
    }
    return before != null && before.alias().equals(alias) ? before.identity() : null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    var alias = alias(keyType);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return getClientAliases(keyType, issuers);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(keyTypes);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(keyTypes);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(keyType);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(keyType);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    var identity = called(alias);
    return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    var identity = called(alias);
    return identity == null ? null : identity.key();
  }
}
