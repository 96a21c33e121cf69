package dev.muster.fleet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** A file's text, and where in it every character stands. */
final class SourceText {
  static final int MOST_BYTES = 10 * 1024 * 1024;

  private static final Pattern DECLARED =
      Pattern.compile("\\A<\\?xml\\s[^>]*?encoding\\s*=\\s*[\"']([A-Za-z][A-Za-z0-9._-]{0,40})");

  private final String file;
  private final String text;
  private final int[] lineStarts;

  private SourceText(String file, String text) {
    this.file = file;
    this.text = text;
    this.lineStarts = lineStarts(text);
  }

  /**
   * @throws FleetException where the file cannot be read, is too large, or is not text
   */
  static SourceText read(Path file) {
    return decode(file.toString(), bytes(file));
  }

  /**
   * A text that is not in a file yet; it will be there in UTF-8.
   *
   * @throws FleetException where it is too large, or says that it is in another encoding
   */
  static SourceText of(String file, String text) {
    var source = new SourceText(file, text);
    if (text.length() > MOST_BYTES) {
      throw tooLarge(file);
    }
    var declared = DECLARED.matcher(text.substring(0, Math.min(200, text.length())));
    if (declared.find() && !isUtf8(declared.group(1))) {
      throw source.mistake(
          declared.start(1),
          "encoding " + Quoted.of(declared.group(1)) + ", while the file is to be UTF-8",
          "write encoding=\"UTF-8\"");
    }
    return source;
  }

  private static boolean isUtf8(String name) {
    return name.equalsIgnoreCase("UTF-8") || name.equalsIgnoreCase("US-ASCII");
  }

  String file() {
    return file;
  }

  String text() {
    return text;
  }

  Position position(int offset) {
    int found = Arrays.binarySearch(lineStarts, offset);
    int line = found >= 0 ? found : -found - 2;
    return new Position(file, line + 1, text.codePointCount(lineStarts[line], offset) + 1);
  }

  FleetException mistake(int offset, String what, String right) {
    return failure(file, position(offset), what, right);
  }

  private static FleetException failure(String file, Position at, String what, String right) {
    return new FleetException(List.of(new Finding(file, at.line(), at.column(), what, right)));
  }

  private static FleetException tooLarge(String file) {
    return failure(
        file,
        Position.START,
        "the file is larger than " + ByteSize.of(MOST_BYTES),
        "keep a fleet file below that");
  }

  private static byte[] bytes(Path file) {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw tooLarge(file.toString());
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw failure(
          file.toString(),
          Position.START,
          "there is no such file",
          "name a fleet file that exists");
    } catch (IOException e) {
      String why = Files.isDirectory(file) ? "it is a directory" : Reason.of(e);
      throw failure(
          file.toString(),
          Position.START,
          "the file cannot be read: " + why,
          "name a fleet file that Muster may read");
    }
  }

  private static SourceText decode(String file, byte[] bytes) {
    int mark = markLength(bytes);
    var charset = charset(file, bytes);
    var in = ByteBuffer.wrap(bytes, mark, bytes.length - mark);
    var out = CharBuffer.allocate(bytes.length + 1);
    var result =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(in, out, true);
    var text = new SourceText(file, out.flip().toString());
    if (result.isError()) {
      throw text.mistake(
          text.text.length(),
          "a byte that " + charset.name() + " does not have",
          "save the file as UTF-8, or name its encoding in the first line");
    }
    return text;
  }

  private static int markLength(byte[] bytes) {
    if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
      return 3;
    }
    return startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE) ? 2 : 0;
  }

  /** By the byte order mark, else as the XML declaration says, else UTF-8. */
  private static Charset charset(String file, byte[] bytes) {
    if (startsWith(bytes, 0xFE, 0xFF)) {
      return StandardCharsets.UTF_16BE;
    }
    if (startsWith(bytes, 0xFF, 0xFE)) {
      return StandardCharsets.UTF_16LE;
    }
    var head = new String(bytes, 0, Math.min(200, bytes.length), StandardCharsets.ISO_8859_1);
    var declared = DECLARED.matcher(head);
    if (markLength(bytes) > 0 || !declared.find()) {
      return StandardCharsets.UTF_8;
    }
    String name = declared.group(1);
    if (Charset.isSupported(name) && isAsciiBased(Charset.forName(name))) {
      return Charset.forName(name);
    }
    throw failure(
        file,
        new Position(1, declared.start(1) + 1),
        "encoding " + Quoted.of(name) + " is not one this file can be in",
        "save the file as UTF-8 and write encoding=\"UTF-8\"");
  }

  private static boolean isAsciiBased(Charset charset) {
    return new String("<?xml".getBytes(StandardCharsets.US_ASCII), charset).equals("<?xml");
  }

  private static boolean startsWith(byte[] bytes, int... start) {
    for (int i = 0; i < start.length; i++) {
      if (bytes.length <= i || (bytes[i] & 0xFF) != start[i]) {
        return false;
      }
    }
    return true;
  }

  private static int[] lineStarts(String text) {
    var starts = new int[16];
    int lines = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean ends = c == '\n' || (c == '\r' && !text.startsWith("\n", i + 1));
      if (ends) {
        starts = lines == starts.length ? Arrays.copyOf(starts, lines * 2) : starts;
        starts[lines++] = i + 1;
      }
    }
    return Arrays.copyOf(starts, lines);
  }
}
