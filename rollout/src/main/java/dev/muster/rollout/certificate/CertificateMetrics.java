package dev.muster.rollout.certificate;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * The fleet's certificates on the server's own metrics page; those of exporters are as many as
 * clients.
 *
 * <pre>
 * muster_certificate_not_after_seconds{kind="exporter",name="lab2-01"} 1.8E9
 * muster_certificate_renewals_total{kind="exporter"} 1.0
 * muster_certificate_renewal_failures_total{kind="exporter"} 0.0
 * muster_certificate_list_pushes_total 1.0
 * muster_certificate_list_push_failures_total 0.0
 * muster_certificate_revoked 1.0
 * </pre>
 */
final class CertificateMetrics {
  /** Whose certificate it is. */
  record Holder(String kind, String name) {}

  final Counter renewals;
  final Counter failures;
  final Counter pushes;
  final Counter pushFailures;

  CertificateMetrics(
      PrometheusRegistry registry,
      Supplier<Map<Holder, X509Certificate>> certificates,
      IntSupplier revoked) {
    GaugeWithCallback.builder()
        .name("muster_certificate_not_after_seconds")
        .help("When a certificate in use ends, Unix seconds.")
        .labelNames("kind", "name")
        .callback(callback ->
            certificates
                .get()
                .forEach((holder, one) ->
                    callback.call(
                        (double) one.getNotAfter().toInstant().getEpochSecond(),
                        holder.kind(),
                        holder.name())))
        .register(registry);
    GaugeWithCallback.builder()
        .name("muster_certificate_revoked")
        .help("Certificates on the authority's revocation list.")
        .callback(callback -> callback.call(revoked.getAsInt()))
        .register(registry);
    renewals = counter("muster_certificate_renewals_total", "Certificates renewed.", registry);
    failures =
        counter(
            "muster_certificate_renewal_failures_total",
            "Attempts to renew a certificate that failed.",
            registry);
    pushes =
        plain(
            "muster_certificate_list_pushes_total",
            "Revocation lists that exporters took.",
            registry);
    pushFailures =
        plain(
            "muster_certificate_list_push_failures_total",
            "Attempts to bring an exporter the revocation list that failed.",
            registry);
  }

  private static Counter counter(String name, String help, PrometheusRegistry registry) {
    var counter = Counter.builder().name(name).help(help).labelNames("kind").register(registry);
    for (var kind : new String[] {"server", "client", "exporter"}) {
      counter.initLabelValues(kind);
    }
    return counter;
  }

  private static Counter plain(String name, String help, PrometheusRegistry registry) {
    return Counter.builder().name(name).help(help).register(registry);
  }
}
