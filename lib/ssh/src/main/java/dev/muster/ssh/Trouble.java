package dev.muster.ssh;

import dev.muster.ssh.SshException.Kind;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.sftp.Response.StatusCode;
import net.schmizz.sshj.sftp.SFTPException;
import net.schmizz.sshj.transport.TransportException;

/** What goes wrong on the way, in one sentence. */
final class Trouble {
  private Trouble() {}

  /**
   * Says why something failed over a connection that was there.
   *
   * @param what was attempted, such as "writing /opt/x"
   */
  static SshException of(String what, Exception cause, boolean connected) {
    if (timedOut(cause)) {
      return new SshException(Kind.TIMEOUT, what + " took too long", cause);
    }
    if (!connected || cause instanceof TransportException) {
      return new SshException(Kind.LOST, "the connection was lost while " + what, cause);
    }
    return switch (cause) {
      case SFTPException sftp -> sftp(what, sftp);
      case OpenFailException open -> opening(what, open);
      case ConnectionException closed ->
          new SshException(Kind.LOST, "the connection was lost while " + what, closed);
      default -> new SshException(Kind.FAILED, what + " failed: " + reason(cause), cause);
    };
  }

  private static SshException sftp(String what, SFTPException cause) {
    var status = cause.getStatusCode();
    return switch (status) {
      case PERMISSION_DENIED, WRITE_PROTECT ->
          new SshException(Kind.NO_RIGHTS, what + " is not allowed to this user", cause);
      case NO_SPACE_ON_FILESYSTEM, QUOTA_EXCEEDED -> noSpace(what, cause);
      case NO_SUCH_FILE, NO_SUCH_PATH ->
          new SshException(Kind.FAILED, what + " failed: there is no such file or folder", cause);
      case CONNECITON_LOST, NO_CONNECTION ->
          new SshException(Kind.LOST, "the connection was lost while " + what, cause);
      default -> new SshException(Kind.FAILED, what + " failed: " + reason(cause), cause);
    };
  }

  static boolean mayBeNoSpace(Exception cause) {
    return cause instanceof SFTPException sftp && sftp.getStatusCode() == StatusCode.FAILURE;
  }

  static SshException noSpace(String what, Exception cause) {
    return new SshException(Kind.NO_SPACE, what + " failed: the disk is full there", cause);
  }

  private static SshException opening(String what, OpenFailException cause) {
    return cause.getReason() == OpenFailException.Reason.ADMINISTRATIVELY_PROHIBITED
        ? new SshException(
            Kind.NO_RIGHTS, what + " is forbidden by its sshd (AllowTcpForwarding)", cause)
        : new SshException(Kind.FAILED, what + " failed: nobody listens there", cause);
  }

  static boolean timedOut(Throwable cause) {
    for (Throwable e = cause; e != null; e = e.getCause()) {
      if (e instanceof TimeoutException || e instanceof java.net.SocketTimeoutException) {
        return true;
      }
    }
    return false;
  }

  private static String reason(Exception cause) {
    String said =
        cause instanceof IOException || cause.getMessage() != null ? cause.getMessage() : null;
    return said == null || said.isBlank() ? cause.getClass().getSimpleName() : said;
  }
}
