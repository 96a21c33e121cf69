package dev.muster.fleet;

import java.nio.file.Files;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what {@code <defaults>}, {@code <group>} and {@code <client>} have in common. */
final class ScopeReader {
  private static final Map<String, Via> WAYS =
      Stream.of(Via.values()).collect(Collectors.toMap(Via::word, way -> way));

  private final SecretReader secrets;
  private final Findings findings;
  private final AlertReader alerts;
  private final MetricsReader metrics;
  private final AlertingScopeReader alerting;

  /**
   * A reader.
   *
   * @param zone by whose clocks hours count
   */
  ScopeReader(SecretReader secrets, Findings findings, ZoneId zone) {
    this.secrets = secrets;
    this.findings = findings;
    this.alerts = new AlertReader(findings);
    this.metrics = new MetricsReader(findings);
    this.alerting = new AlertingScopeReader(findings, zone);
  }

  /** The element's own scope; empty for none. */
  Scope read(@Nullable Element element) {
    if (element == null) {
      return Scope.EMPTY;
    }
    return new Scope(
        new Values(element, findings).read("mail", MailAddresses::parseAll),
        alerting.read(element),
        login(element),
        exporter(element),
        limits(element),
        metrics.read(element.child("metrics")));
  }

  private Scope.Login login(Element element) {
    var values = new Values(element, findings);
    return new Scope.Login(
        values.port("port"),
        values.name("username"),
        secrets.read(element, "password"),
        keyFile(element));
  }

  private @Nullable Located<String> keyFile(Element element) {
    var attribute = element.attribute("key-file");
    var path = attribute == null ? null : secrets.resolve(attribute);
    if (attribute == null || path == null) {
      return null;
    }
    if (!Files.isReadable(path)) {
      findings.warning(
          attribute.at(),
          "key-file " + Quoted.of(path.toString()) + " is not there to be read",
          "put the private key there before SSH needs it");
    }
    return new Located<>(path.toString(), attribute.at());
  }

  private Scope.Exporter exporter(Element element) {
    var values = new Values(element, findings);
    return new Scope.Exporter(
        values.port("exporter-port"),
        values.word("exporter-scheme", Map.of("https", true, "http", false)),
        values.path("exporter-path"),
        values.name("exporter-username"),
        secrets.read(element, "exporter-password"),
        values.fingerprint("exporter-certificate"),
        secrets.read(element, "exporter-token"),
        caFile(element),
        values.word("exporter-verify", Map.of("always", true, "never", false)),
        values.word("via", WAYS));
  }

  private @Nullable Located<String> caFile(Element element) {
    var path = new CaFileReader(secrets, findings).read(element, "exporter-ca-file");
    return path == null ? null : new Located<>(path.toString(), element.at("exporter-ca-file"));
  }

  private Map<LimitType, Limit> limits(Element element) {
    var limits = new EnumMap<LimitType, Limit>(LimitType.class);
    var places = new EnumMap<LimitType, Position>(LimitType.class);
    for (var alert : element.children("alert")) {
      var type = alerts.type(alert);
      var limit = alerts.read(alert, type);
      var earlier = type == null ? null : places.putIfAbsent(type, alert.at());
      if (type != null && earlier != null) {
        findings.mistake(
            alert.at("type"),
            "a second " + type.xmlName() + " alert in <" + element.name() + ">",
            "keep one: the first stands in line " + earlier.line());
      }
      if (limit != null) {
        limits.putIfAbsent(limit.type(), limit);
      }
    }
    return limits;
  }
}
