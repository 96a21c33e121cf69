package dev.muster.app;

import dev.muster.server.AccessTable;

/**
 * Who may ask what of the server: every route stands here, and one that does not is the
 * administrators'.
 */
final class Permissions {
  private static final String PAGE =
      """
      # The page, and logging in
      GET    /                                          open
      GET    /assets/{version}/<name>                   open
      GET    /alerts/{id}                               open
      GET    /mails/{id}                                open
      GET    /graph                                     open
      """;

  private static final String BRIDGE_PAGES =
      """
      # The pages of a bridge that runs alone
      GET    /                                          viewer
      GET    /style.css                                 open
      GET    /alerts/{id}                               viewer
      POST   /alerts/{id}                               operator
      """;

  private static final String COMMON =
      """
      GET    /-/healthy                                 open
      GET    /-/ready                                   open
      POST   /api/muster/v1/session                     open
      GET    /api/muster/v1/session                     viewer
      DELETE /api/muster/v1/session                     viewer
      POST   /api/muster/v1/password/reset-request      open      reads
      POST   /api/muster/v1/password/reset              open
      POST   /api/muster/v1/invite/accept               open
      PUT    /api/muster/v1/users/{name}/password       viewer

      # What a machine asks that enrols; it shows a token or a secret
      POST   /api/muster/v1/enroll                      open
      GET    /api/muster/v1/enroll/{id}                 open
      GET    /enroll/install.sh                         open
      GET    /enroll/install.ps1                        open
      GET    /enroll/authority.pem                      open
      GET    /enroll/distributions/{system}/{machine}   open
      GET    /enroll/distributions/{file}               open

      # Queries
      GET    /api/v1/query                              viewer
      POST   /api/v1/query                              viewer    reads
      GET    /api/v1/query_range                        viewer
      POST   /api/v1/query_range                        viewer    reads
      GET    /api/v1/query_exemplars                    viewer
      POST   /api/v1/query_exemplars                    viewer    reads
      GET    /api/v1/format_query                       viewer
      POST   /api/v1/format_query                       viewer    reads
      GET    /api/v1/parse_query                        viewer
      POST   /api/v1/parse_query                        viewer    reads
      GET    /api/v1/series                             viewer
      POST   /api/v1/series                             viewer    reads
      GET    /api/v1/labels                             viewer
      POST   /api/v1/labels                             viewer    reads
      GET    /api/v1/label/{name}/values                viewer
      GET    /api/v1/metadata                           viewer
      GET    /api/v1/openapi.yaml                       viewer
      GET    /federate                                  viewer

      # The fleet, its alerts, and Muster itself
      GET    /api/v1/alerts                             viewer
      GET    /api/v1/rules                              viewer
      GET    /api/v1/targets                            viewer
      GET    /api/v1/targets/metadata                   viewer
      GET    /api/v1/scrape_pools                       viewer
      GET    /api/v1/alertmanagers                      viewer
      GET    /api/v1/notifications                      viewer
      GET    /api/v1/status/buildinfo                   viewer
      GET    /api/v1/status/runtimeinfo                 viewer
      GET    /api/v1/status/walreplay                   viewer
      GET    /api/v1/status/tsdb                        viewer
      GET    /api/v1/status/flags                       viewer    whole
      GET    /api/v1/status/config                      viewer    whole
      GET    /metrics                                   viewer    whole
      GET    /api/muster/v1/fleet                       viewer
      GET    /api/muster/v1/clients/{name}              viewer
      GET    /api/muster/v1/alerts                      viewer
      GET    /api/muster/v1/alerts/{id}                 viewer
      GET    /api/muster/v1/explain                     viewer
      GET    /api/muster/v1/history                     viewer
      GET    /api/muster/v1/events                      viewer
      GET    /api/muster/v1/mails                       viewer
      GET    /api/muster/v1/mails/{id}                  viewer
      GET    /api/muster/v1/mails/{id}/html             viewer
      GET    /api/muster/v1/maintenance                 viewer
      GET    /api/muster/v1/live                        viewer
      GET    /api/muster/v1/health                      viewer    whole
      GET    /api/muster/v1/certificates                viewer    whole
      GET    /api/muster/v1/remote_write                viewer    whole
      GET    /api/muster/v1/openapi.yaml                viewer
      GET    /api/muster/v1/docs                        viewer
      GET    /sd/targets                                viewer

      # Acknowledging and silencing
      POST   /api/muster/v1/alerts/{id}/acknowledge     operator
      GET    /api/v2/status                             viewer
      GET    /api/v2/receivers                          viewer    whole
      GET    /api/v2/openapi.yaml                       viewer
      GET    /api/v2/alerts                             viewer
      GET    /api/v2/alerts/groups                      viewer
      GET    /api/v2/silences                           viewer
      POST   /api/v2/silences                           operator
      GET    /api/v2/silence/{silenceID}                viewer
      DELETE /api/v2/silence/{silenceID}                operator

      # What programs bring
      POST   /api/v2/alerts                             operator  alerts
      POST   /api/v2/webhook                            operator  alerts
      POST   /api/v1/write                              admin     samples whole

      # Administration
      POST   /-/reload                                  admin
      GET    /api/muster/v1/fleet-file                  admin
      POST   /api/muster/v1/fleet-file/check            admin     reads
      PUT    /api/muster/v1/fleet-file                  admin
      GET    /api/muster/v1/users                       admin
      POST   /api/muster/v1/users                       admin
      PATCH  /api/muster/v1/users/{name}                admin
      DELETE /api/muster/v1/users/{name}                admin
      POST   /api/muster/v1/users/{name}/invite         admin
      GET    /api/muster/v1/tokens                      admin
      POST   /api/muster/v1/tokens                      admin
      DELETE /api/muster/v1/tokens/{name}               admin
      GET    /api/muster/v1/sessions                    admin
      DELETE /api/muster/v1/sessions/{id}               admin
      GET    /api/muster/v1/audit                       admin
      POST   /api/muster/v1/certificates/{serial}/renew  admin
      POST   /api/muster/v1/certificates/{serial}/revoke admin
      GET    /api/muster/v1/enrollments                 admin
      POST   /api/muster/v1/enrollments/{id}/accept     admin
      POST   /api/muster/v1/enrollments/{id}/deny       admin
      GET    /api/muster/v1/enrollment-tokens           admin
      POST   /api/muster/v1/enrollment-tokens           admin
      DELETE /api/muster/v1/enrollment-tokens/{name}    admin
      """;

  static final AccessTable TABLE = AccessTable.parse(PAGE + COMMON);

  /** Of an alert bridge that runs alone. */
  static final AccessTable BRIDGE = AccessTable.parse(BRIDGE_PAGES + COMMON);

  private Permissions() {}
}
