package dev.muster.web;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Making certificates with random serial numbers and revocation lists. */
final class Issuing {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** A certificate to be, and from when to when. */
  record Wish(String commonName, PublicKey key, Instant start, Instant end) {}

  private Issuing() {}

  /** An authority that signs itself, and none below it. */
  static X509Certificate authority(Wish wish, PrivateKey key) {
    try {
      var name = subject(wish.commonName());
      var builder =
          new JcaX509v3CertificateBuilder(
              name,
              SelfSigned.serialNumber(RANDOM),
              Date.from(wish.start()),
              Date.from(wish.end()),
              name,
              wish.key());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      var keys = new JcaX509ExtensionUtils();
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, keys.createSubjectKeyIdentifier(wish.key()));
      return signed(builder, key);
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw unusable(e);
    }
  }

  /** A certificate of an authority for a server (or exporter) or a client. */
  static X509Certificate certificate(
      Wish wish, List<String> names, Issued.Kind kind, Identity authority) {
    var issuer = authority.certificate();
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              issuer,
              SelfSigned.serialNumber(RANDOM),
              Date.from(wish.start()),
              Date.from(wish.end()),
              subject(wish.commonName()),
              wish.key());
      builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      var purpose =
          kind == Issued.Kind.CLIENT
              ? KeyPurposeId.id_kp_clientAuth
              : KeyPurposeId.id_kp_serverAuth;
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
      var keys = new JcaX509ExtensionUtils();
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          keys.createAuthorityKeyIdentifier(issuer.getPublicKey()));
      return signed(builder, authority.key());
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw unusable(e);
    }
  }

  /**
   * A revocation list; it names no end of its own, for it is replaced when it changes.
   *
   * @param revoked serial numbers and when they were revoked
   */
  static X509CRL revocationList(
      Map<BigInteger, Instant> revoked, BigInteger number, Instant now, Identity authority) {
    var issuer = authority.certificate();
    var builder = new JcaX509v2CRLBuilder(issuer, Date.from(now));
    builder.setNextUpdate(issuer.getNotAfter());
    revoked.forEach((serial, at) -> builder.addCRLEntry(serial, Date.from(at), 0));
    try {
      var keys = new JcaX509ExtensionUtils();
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          keys.createAuthorityKeyIdentifier(issuer.getPublicKey()));
      builder.addExtension(Extension.cRLNumber, false, new CRLNumber(number));
      return new JcaX509CRLConverter().getCRL(builder.build(signer(authority.key())));
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw unusable(e);
    }
  }

  private static X500Name subject(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.OU, SelfSigned.UNIT)
        .addRDN(BCStyle.CN, commonName)
        .build();
  }

  private static GeneralNames alternatives(List<String> names) {
    return new GeneralNames(
        names.stream()
            .map(name ->
                new GeneralName(
                    AlternativeNames.isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName,
                    name))
            .toArray(GeneralName[]::new));
  }

  private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer(key)));
  }

  private static ContentSigner signer(PrivateKey key) throws OperatorCreationException {
    var algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> isLong(key) ? "SHA384withECDSA" : "SHA256withECDSA";
          default -> "Ed25519";
        };
    return new JcaContentSignerBuilder(algorithm).build(key);
  }

  private static boolean isLong(PrivateKey key) {
    return key instanceof ECKey curve && curve.getParams().getOrder().bitLength() > 256;
  }

  private static WebConfigException unusable(Exception cause) {
    return new WebConfigException(
        "the authority's key cannot sign ("
            + cause.getMessage()
            + "); use an EC P-256 or P-384, RSA or Ed25519 key",
        cause);
  }
}
