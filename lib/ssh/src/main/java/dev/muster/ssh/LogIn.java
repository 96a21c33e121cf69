package dev.muster.ssh;

import dev.muster.fleet.Client;
import dev.muster.fleet.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.method.AuthKeyboardInteractive;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthPassword;
import net.schmizz.sshj.userauth.method.AuthPublickey;
import net.schmizz.sshj.userauth.method.PasswordResponseProvider;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import net.schmizz.sshj.userauth.password.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Says who one is: by the key first, then by the password, asked for either way. The password of a
 * client with a key file opens that file where it is encrypted. A running ssh-agent is not asked.
 */
final class LogIn {
  private LogIn() {}

  static void run(SSHClient ssh, Client.SshLogin login)
      throws SshException, UserAuthException, TransportException {
    if (login.username().isEmpty()) {
      throw new SshException(
          SshException.Kind.LOG_IN, "the fleet file gives no username to log in with");
    }
    var methods = methods(ssh, login);
    if (methods.isEmpty()) {
      throw new SshException(
          SshException.Kind.LOG_IN,
          "the fleet file gives neither a key-file nor a password to log in with");
    }
    try {
      ssh.auth(login.username(), methods);
    } catch (UserAuthException refused) {
      if (!ssh.isConnected()) {
        throw refused;
      }
      throw new SshException(SshException.Kind.LOG_IN, refusal(ssh, login), refused);
    }
  }

  private static String refusal(SSHClient ssh, Client.SshLogin login) {
    String tried =
        login.keyFile() == null
            ? "the password"
            : "the key " + login.keyFile() + (login.password() == null ? "" : " and the password");
    var allowed = ssh.getUserAuth().getAllowedMethods();
    return "it does not let user "
        + login.username()
        + " in with "
        + tried
        + (allowed.isEmpty() ? "" : "; it takes " + String.join(", ", allowed));
  }

  private static List<AuthMethod> methods(SSHClient ssh, Client.SshLogin login)
      throws SshException {
    var methods = new ArrayList<AuthMethod>();
    var file = login.keyFile();
    if (file != null) {
      methods.add(new AuthPublickey(key(ssh, file, login.password())));
    }
    var password = login.password();
    if (password != null && !password.value().isEmpty()) {
      methods.add(new AuthPassword(finder(password)));
      methods.add(new AuthKeyboardInteractive(new PasswordResponseProvider(finder(password))));
    }
    return methods;
  }

  private static KeyProvider key(SSHClient ssh, String file, @Nullable Secret passphrase)
      throws SshException {
    if (!Files.isReadable(Path.of(file))) {
      throw new SshException(
          SshException.Kind.LOG_IN, "the key-file " + file + " is not there, or not readable");
    }
    try {
      var provider =
          passphrase == null ? ssh.loadKeys(file) : ssh.loadKeys(file, finder(passphrase));
      provider.getPrivate();
      return provider;
    } catch (IOException | RuntimeException damaged) {
      throw new SshException(
          SshException.Kind.LOG_IN,
          "the key-file "
              + file
              + " is no private key, or its passphrase is not what password gives",
          damaged);
    }
  }

  private static PasswordFinder finder(Secret secret) {
    return new PasswordFinder() {
      @Override
      public char[] reqPassword(Resource<?> resource) {
        return secret.value().toCharArray();
      }

      @Override
      public boolean shouldRetry(Resource<?> resource) {
        return false;
      }
    };
  }
}
