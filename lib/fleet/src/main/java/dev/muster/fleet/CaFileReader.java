package dev.muster.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import org.jspecify.annotations.Nullable;

/** Reads where a file of authorities lies, which must be there and hold a certificate. */
final class CaFileReader {
  private static final String NAME_PEM = "name a PEM file with the authority's certificate";

  private final SecretReader secrets;
  private final Findings findings;

  CaFileReader(SecretReader secrets, Findings findings) {
    this.secrets = secrets;
    this.findings = findings;
  }

  @Nullable Path read(Element element, String name) {
    var attribute = element.attribute(name);
    var path = attribute == null ? null : secrets.resolve(attribute);
    if (attribute != null && path != null) {
      String shown = name + " " + Quoted.of(path.toString());
      try (var pem = Files.newInputStream(path)) {
        if (CertificateFactory.getInstance("X.509").generateCertificates(pem).isEmpty()) {
          findings.mistake(attribute.at(), shown + " holds no certificate", NAME_PEM);
        }
      } catch (IOException e) {
        findings.mistake(attribute.at(), shown + " cannot be read", NAME_PEM);
      } catch (CertificateException e) {
        findings.mistake(attribute.at(), shown + " is no file of certificates", NAME_PEM);
      }
    }
    return path;
  }
}
