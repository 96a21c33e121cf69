package dev.muster.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A PEM text (RFC 7468): its certificates, private keys and revocation lists. Blocks of other
 * kinds, such as EC PARAMETERS, are passed over.
 *
 * @param where what messages call the text, a file's name mostly
 */
record Pem(String where, List<Block> blocks) {
  private static final long MAX_BYTES = 1 << 20;
  private static final int MAX_BLOCKS = 1000;
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "EdDSA");

  record Block(String label, boolean encrypted, String base64) {
    byte[] der() {
      return Base64.getDecoder().decode(base64);
    }
  }

  Pem {
    blocks = List.copyOf(blocks);
  }

  static Pem read(Path file) {
    return parse(file.toString(), readText(file, MAX_BYTES));
  }

  /** A file's text, if it is there, readable and no longer than that. */
  static String readText(Path file, long maxBytes) {
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes((int) maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new WebConfigException(file + ": longer than " + maxBytes + " bytes; wrong file?");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (NoSuchFileException missing) {
      throw new WebConfigException(file + ": there is no such file", missing);
    } catch (IOException unreadable) {
      throw new WebConfigException(
          file + ": cannot be read (" + unreadable.getMessage() + ")", unreadable);
    }
  }

  static Pem parse(String where, String text) {
    var blocks = new ArrayList<Block>();
    var body = new StringBuilder();
    String label = null;
    for (var line : text.lines().map(String::strip).toList()) {
      if (label == null) {
        if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
          label = line.substring(BEGIN.length(), line.length() - DASHES.length());
          body.setLength(0);
        }
      } else if (line.equals(END + label + DASHES)) {
        blocks.add(block(where, label, body.toString()));
        label = null;
      } else {
        body.append(line).append('\n');
      }
      if (blocks.size() > MAX_BLOCKS) {
        throw new WebConfigException(where + ": more than " + MAX_BLOCKS + " PEM blocks");
      }
    }
    if (label != null) {
      throw new WebConfigException(where + ": '" + END + label + DASHES + "' is missing");
    }
    return new Pem(where, blocks);
  }

  private static Block block(String where, String label, String body) {
    if (label.equals("ENCRYPTED PRIVATE KEY") || body.contains("ENCRYPTED")) {
      return new Block(label, true, "");
    }
    var block = new Block(label, false, body.replace("\n", ""));
    try {
      if (block.der().length > 0) {
        return block;
      }
    } catch (IllegalArgumentException damaged) {
      throw new WebConfigException(where + ": the block '" + label + "' is damaged", damaged);
    }
    throw new WebConfigException(where + ": the block '" + label + "' is empty");
  }

  /** Every certificate, at least one. */
  List<X509Certificate> certificates() {
    var certificates = new ArrayList<X509Certificate>();
    for (var block : blocks) {
      if (block.label().equals("CERTIFICATE")) {
        certificates.add(certificate(block.der()));
      }
    }
    if (certificates.isEmpty()) {
      throw new WebConfigException(
          where + ": no certificate in it; wanted: " + BEGIN + "CERTIFICATE-----");
    }
    return certificates;
  }

  private X509Certificate certificate(byte[] der) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException damaged) {
      throw new WebConfigException(where + ": a certificate in it is damaged", damaged);
    }
  }

  /** The first private key. */
  PrivateKey privateKey() {
    for (var block : blocks) {
      if (block.label().endsWith("PRIVATE KEY")) {
        return privateKey(block);
      }
    }
    throw new WebConfigException(
        where + ": no private key in it; wanted: " + BEGIN + "PRIVATE KEY-----");
  }

  /** Every revocation list. */
  List<X509CRL> revocationLists() {
    return blocks.stream()
        .filter(block -> block.label().equals("X509 CRL"))
        .map(block -> revocationList(block.der()))
        .toList();
  }

  private X509CRL revocationList(byte[] der) {
    try {
      return (X509CRL)
          CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
    } catch (GeneralSecurityException damaged) {
      throw new WebConfigException(where + ": a revocation list in it is damaged", damaged);
    }
  }

  /** A certificate as PEM. */
  static String text(X509Certificate certificate) {
    try {
      return text("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateException damaged) {
      throw new IllegalStateException("a certificate without an encoding", damaged);
    }
  }

  /** Certificates, one after the other, as PEM. */
  static String text(List<X509Certificate> chain) {
    var all = new StringBuilder();
    chain.forEach(certificate -> all.append(text(certificate)));
    return all.toString();
  }

  /** A private key as PKCS#8 in PEM. */
  static String text(PrivateKey key) {
    return text("PRIVATE KEY", key.getEncoded());
  }

  /** A revocation list as PEM. */
  static String text(X509CRL list) {
    try {
      return text("X509 CRL", list.getEncoded());
    } catch (CRLException damaged) {
      throw new IllegalStateException("a revocation list without an encoding", damaged);
    }
  }

  static String text(String label, byte[] der) {
    var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return BEGIN + label + DASHES + "\n" + lines + "\n" + END + label + DASHES + "\n";
  }

  private PrivateKey privateKey(Block block) {
    if (block.encrypted()) {
      throw new WebConfigException(
          where
              + ": the private key is encrypted; decrypt it with 'openssl pkey -in FILE -out FILE'");
    }
    try {
      return switch (block.label()) {
        case "PRIVATE KEY" -> fromPkcs8(block.der());
        case "RSA PRIVATE KEY" -> fromPkcs8(Der.pkcs8OfRsa(block.der()));
        case "EC PRIVATE KEY" -> fromPkcs8(Der.pkcs8OfEc(block.der()));
        default -> throw unusable(block.label(), null);
      };
    } catch (IllegalArgumentException damaged) {
      throw unusable(block.label(), damaged);
    }
  }

  private PrivateKey fromPkcs8(byte[] der) {
    Exception last = null;
    for (var algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (GeneralSecurityException anotherKind) {
        last = anotherKind;
      }
    }
    throw unusable("PRIVATE KEY", last);
  }

  private WebConfigException unusable(String label, @Nullable Exception cause) {
    var message =
        where + ": '" + label + "' is damaged or of an unknown kind; use RSA, EC or Ed25519";
    return cause == null ? new WebConfigException(message) : new WebConfigException(message, cause);
  }
}
