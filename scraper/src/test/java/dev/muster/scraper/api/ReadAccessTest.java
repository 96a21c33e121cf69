package dev.muster.scraper.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReadAccessTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/v1/query",
        "HEAD /api/v1/query",
        "POST /api/v1/query",
        "POST /api/v1/query_range",
        "POST /api/v1/query_exemplars",
        "POST /api/v1/labels",
        "POST /api/v1/series",
        "GET /api/v1/label/U__a_2e_b/values",
        "GET /api/v1/label/write/values",
        "GET /api/v1/rules",
        "GET /api/v1/status/buildinfo",
        "GET /api/v2/alerts",
        "GET /api/v2/alerts/groups",
        "GET /api/v2/silences",
        "GET /api/v2/silence/11111111-1111-1111-1111-111111111111",
        "GET /api/v2/status",
        "GET /federate",
        "GET /metrics",
      })
  void reading_isAllowed(String request) {
    assertThat(allows(request)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /-/reload",
        "GET /-/reload",
        "POST /api/v1/write",
        "GET /api/v1/write",
        "PUT /api/v1/query",
        "DELETE /api/v1/series",
        "POST /api/v1/admin/tsdb/delete_series",
        "GET /api/v1/admin/tsdb/snapshot",
        "POST /api/v1/query/",
        "POST /api/v1/../../-/reload",
        "GET /api/v1/../../clients",
        "GET /api/v1/%2e%2e/%2E%2E/clients",
        "POST /api/v2/alerts",
        "POST /api/v2/webhook",
        "POST /api/v2/silences",
        "DELETE /api/v2/silence/11111111-1111-1111-1111-111111111111",
        "GET /api/v2/../../-/reload",
        "POST /api/muster/v1/alerts/1/acknowledge",
        "GET /alerts/1",
        "GET /api/muster/v1/remote_write",
        "GET /",
        "GET /mails",
        "POST /federate",
      })
  void allElse_isNot(String request) {
    assertThat(allows(request)).isFalse();
  }

  private static boolean allows(String request) {
    var parts = request.split(" ", 2);
    return ReadAccess.allows(parts[0], parts[1]);
  }
}
