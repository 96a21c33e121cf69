package dev.muster.ssh;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyFactorySpi;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Java's keys on elliptic curves by the name that sshj asks for, ECDSA: all else that it needs has
 * the same name in Java as in Bouncy Castle.
 */
final class EcdsaKeys extends Provider {
  private static final long serialVersionUID = 1;
  private static final String NAME = "MusterSsh";

  private EcdsaKeys() {
    super(NAME, "1", "KeyFactory ECDSA, which is Java's EC");
    putService(
        new Service(this, "KeyFactory", "ECDSA", Spi.class.getName(), List.of(), Map.of()) {
          @Override
          public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
            return new Spi(KeyFactory.getInstance("EC"));
          }
        });
  }

  /** Adds it behind all others, once. */
  static void install() {
    Security.addProvider(new EcdsaKeys());
  }

  private static final class Spi extends KeyFactorySpi {
    private final KeyFactory keys;

    Spi(KeyFactory keys) {
      this.keys = keys;
    }

    @Override
    protected PublicKey engineGeneratePublic(KeySpec spec) throws InvalidKeySpecException {
      return keys.generatePublic(spec);
    }

    @Override
    protected PrivateKey engineGeneratePrivate(KeySpec spec) throws InvalidKeySpecException {
      return keys.generatePrivate(spec);
    }

    @Override
    protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> kind)
        throws InvalidKeySpecException {
      return keys.getKeySpec(key, kind);
    }

    @Override
    protected Key engineTranslateKey(Key key) throws InvalidKeyException {
      return keys.translateKey(key);
    }
  }
}
