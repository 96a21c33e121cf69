package dev.muster.promql;

/** What an expression evaluates to, in the words of the documentation. */
public enum ValueType {
  SCALAR("scalar", "scalar"),
  VECTOR("vector", "instant vector"),
  MATRIX("matrix", "range vector"),
  STRING("string", "string");

  private final String apiName;
  private final String description;

  ValueType(String apiName, String description) {
    this.apiName = apiName;
    this.description = description;
  }

  /** The {@code resultType} of the HTTP API. */
  public String apiName() {
    return apiName;
  }

  String description() {
    return description;
  }
}
