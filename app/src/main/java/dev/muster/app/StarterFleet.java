package dev.muster.app;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The fleet file a first start makes: it watches this machine. */
final class StarterFleet {
  private StarterFleet() {}

  static String text() {
    return text(hostName());
  }

  static String text(String host) {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <!-- The fleet: which PCs Muster watches, and the limits they are held to.
         Saved changes take effect by themselves; `muster check` shows what the file says. -->
    <fleet>
      <!-- Where mails go. Without it they are kept as .eml files in the data folder.
      <smtp host="mail.example.org" port="587" from="muster@example.org"
            username="muster" password-file="smtp.pass"/> -->
      <scrape interval="15s"/>
      <defaults mail="admin@localhost">
        <alert type="disk" limit="90%%" for="5m" clear="85%%"/>
        <alert type="memory" limit="95%%" for="5m" clear="90%%"/>
        <alert type="cpu" limit="95%%" for="15m"/>
        <alert type="offline" for="3m"/>
      </defaults>
      <client name="%s" ip="127.0.0.1"/>
    </fleet>
    """
        .formatted(host);
  }

  private static String hostName() {
    try {
      String name = InetAddress.getLocalHost().getHostName();
      return name.matches("[A-Za-z0-9._-]{1,60}") ? name : "this-machine";
    } catch (UnknownHostException e) {
      return "this-machine";
    }
  }
}
