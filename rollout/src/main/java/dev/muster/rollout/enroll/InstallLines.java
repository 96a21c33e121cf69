package dev.muster.rollout.enroll;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * The lines that are pasted on a machine to enrol it. Each fetches a script from the server, whose
 * key it knows beforehand, and runs it; the token goes by the environment, for everybody on a
 * machine may read which programs run and with what.
 *
 * @param serverPin SHA-256 of the server's public key, in base 64
 * @param authoritySha256 SHA-256 of the authority's certificate, 64 lower-case hexadecimal digits
 */
public record InstallLines(String serverPin, String authoritySha256) {
  /** In a template: the server's address, such as {@code https://muster.example.org:10090}. */
  public static final String URL = "{url}";

  /** In a template: the token. */
  public static final String TOKEN = "{token}";

  /**
   * A line for one kind of machine.
   *
   * @param name what it is for, in words
   */
  public record Line(String name, String text) {
    /** The line for a server and a token. */
    public String with(String url, String token) {
      return text.replace(URL, url).replace(TOKEN, token);
    }
  }

  /** Of a server's certificate and its authority's. */
  public static InstallLines of(X509Certificate server, X509Certificate authority) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      var pin =
          Base64.getEncoder().encodeToString(sha256.digest(server.getPublicKey().getEncoded()));
      return new InstallLines(pin, HexFormat.of().formatHex(sha256.digest(authority.getEncoded())));
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new IllegalStateException("every Java has SHA-256, and a certificate its bytes", e);
    }
  }

  /** The lines, with {@value #URL} and {@value #TOKEN} where they belong. */
  public List<Line> templates() {
    return List.of(
        new Line("Linux, as root", linux("sh", "")),
        new Line("Linux, with sudo", linux("sudo --preserve-env=MUSTER_ENROLL_TOKEN sh", "")),
        new Line(
            "Linux, for an image: enrols at its first start", linux("sh", " --at-first-start")),
        new Line("Windows, PowerShell as administrator", windows()));
  }

  private String linux(String shell, String more) {
    return "curl -fsSk --pinnedpubkey 'sha256//%s' %s/enroll/install.sh | MUSTER_ENROLL_TOKEN='%s' %s -s -- --url %s --authority-sha256 %s%s"
        .formatted(serverPin, URL, TOKEN, shell, URL, authoritySha256, more);
  }

  private String windows() {
    return ("$env:MUSTER_ENROLL_TOKEN='%s'; $f=\"$env:TEMP\\muster-install.ps1\"; curl.exe -fsSk --pinnedpubkey 'sha256//%s' -o $f %s/enroll/install.ps1;"
            + " if ($LASTEXITCODE -eq 0) { powershell -ExecutionPolicy Bypass -File $f -Url %s -AuthoritySha256 %s };"
            + " Remove-Item $f, Env:MUSTER_ENROLL_TOKEN -ErrorAction SilentlyContinue")
        .formatted(TOKEN, serverPin, URL, URL, authoritySha256);
  }
}
