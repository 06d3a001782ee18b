package dev.agentc.api.auth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file that changes while the server runs. Read as a whole each time, because orchestrators swap
 * mounted files by links, whose times and sizes tell nothing. Blocks: never on an I/O thread.
 */
final class WatchedFile {

  static final int MOST_BYTES = 1024 * 1024;

  private final Path file;
  private String seen = "";

  WatchedFile(Path file) {
    this.file = file;
  }

  /** Why it cannot be used, as the end of a sentence. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message);
    }
  }

  String read() throws Unreadable {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new Unreadable("names a file of more than 1 MiB");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (NoSuchFileException e) {
      throw new Unreadable("names a file that does not exist");
    } catch (CharacterCodingException e) {
      throw new Unreadable("names a file that is not UTF-8");
    } catch (IOException e) {
      throw new Unreadable(
          Files.isDirectory(file)
              ? "must name a file, not a directory"
              : "names a file that this process may not read");
    }
  }

  /** Whether the text is another one than at the last call. */
  synchronized boolean isNews(String text) {
    boolean news = !text.equals(seen);
    seen = text;
    return news;
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
