package dev.agentc.repository.chat;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A name of metadata: 1 to 128 letters, digits and {@code _ . -}, but neither "." nor "..". */
public record MetadataKey(String value) {

  /** What {@code GET .../meta} adds to the metadata itself, so that no key may be named so. */
  public static final Set<String> RESERVED =
      Set.of("created_at", "updated_at", "last_activity", "is_active");

  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

  public MetadataKey {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "metadata key must be 1 to 128 letters, digits or any of _.- and not . or ..");
    }
  }

  /** Empty when {@code value} cannot be a key. */
  public static Optional<MetadataKey> parse(String value) {
    return isValid(value) ? Optional.of(new MetadataKey(value)) : Optional.empty();
  }

  /** Whether the session's own metadata may not have it. */
  public boolean reserved() {
    return RESERVED.contains(value);
  }

  private static boolean isValid(String value) {
    return ALLOWED.matcher(value).matches() && !value.equals(".") && !value.equals("..");
  }

  @Override
  public String toString() {
    return value;
  }
}
