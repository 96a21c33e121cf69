package dev.muster.scraper;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.muster.web.Tls;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ServerSocketFactory;
import okhttp3.tls.HeldCertificate;

/**
 * A program with many servers on loopback, each a node-like page of {@link SimulatedPages}. Prints
 * their ports, and ends with its input. Arguments: how many, series each, {@code http} or {@code
 * https}, and the file to write the servers' certificate to.
 */
final class SimulatedClients {
  private final byte[][] answers;

  private SimulatedClients(byte[][] answers) {
    this.answers = answers;
  }

  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    var clients = new SimulatedClients(SimulatedPages.answers(Integer.parseInt(arguments[1]), 240));
    var factory =
        arguments[2].equals("https")
            ? tls(Path.of(arguments[3]))
            : ServerSocketFactory.getDefault();
    var out = new PrintStream(System.out, true, US_ASCII);
    for (int i = 0; i < count; i++) {
      var server = factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
      int first = 7 * i;
      Thread.ofVirtual().start(() -> clients.accept(server, first));
      out.println(server.getLocalPort());
    }
    while (System.in.read() >= 0) {
      // until the other side ends
    }
    System.exit(0);
  }

  private static ServerSocketFactory tls(Path file) throws IOException {
    var held = new HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build();
    Files.writeString(file, held.certificatePem());
    return Tls.context(TestServer.identity(held), Tls.trusting(List.of())).getServerSocketFactory();
  }

  private void accept(ServerSocket server, int first) {
    try (server) {
      while (true) {
        var socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket, first));
      }
    } catch (IOException e) {
      throw new IllegalStateException("a simulated client broke", e);
    }
  }

  private void serve(Socket socket, int first) {
    byte[] request = new byte[4096];
    int turn = first;
    try (socket) {
      socket.setTcpNoDelay(true);
      var in = socket.getInputStream();
      var out = new BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
      while (isAsked(in, request)) {
        out.write(answers[turn++ % answers.length]);
        out.flush();
      }
    } catch (IOException _) {
      // the other side went
    }
  }

  /** Reads to the end of a request without a body; one at a time is sent. */
  private static boolean isAsked(InputStream in, byte[] request) throws IOException {
    int length = 0;
    while (true) {
      int read = in.read(request, length, request.length - length);
      if (read <= 0) {
        return false;
      }
      length += read;
      if (length >= 4 && request[length - 1] == '\n' && request[length - 3] == '\n') {
        return true;
      }
    }
  }
}
