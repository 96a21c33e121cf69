package dev.muster.push;

/** A version of remote write, as the headers of a request say it. */
public enum Protocol {
  V1("application/x-protobuf", "0.1.0"),
  V2("application/x-protobuf;proto=io.prometheus.write.v2.Request", "2.0.0");

  final String contentType;
  final String version;

  Protocol(String contentType, String version) {
    this.contentType = contentType;
    this.version = version;
  }
}
