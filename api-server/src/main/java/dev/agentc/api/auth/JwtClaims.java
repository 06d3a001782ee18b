package dev.agentc.api.auth;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.agentc.repository.user.UserId;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** From the claims of a token whose signature is good to a caller, or a 401 that says why not. */
final class JwtClaims {

  private static final Duration SKEW = Duration.ofSeconds(60);
  private static final int LONGEST_SUBJECT = 255;

  private final String issuer;
  private final String audience;
  private final Clock clock;

  JwtClaims(String issuer, String audience, Clock clock) {
    this.issuer = issuer;
    this.audience = audience;
    this.clock = clock;
  }

  Caller caller(JWTClaimsSet claims) throws ParseException {
    requireFor(claims);
    requireInTime(claims);
    String subject = subject(claims);
    Set<Role> roles = roles(claims);
    Optional<UserId> user = UserId.parse(subject);
    if (user.isEmpty() && !roles.contains(Role.ADMIN)) {
      throw Refusals.forbidden(
          "The token's sub must be a user id: 1 to 128 letters, digits or any of _.@:+-");
    }
    return new Caller(subject, roles, user);
  }

  private void requireFor(JWTClaimsSet claims) {
    if (!issuer.equals(claims.getIssuer())) {
      throw Refusals.invalid("The token is of another issuer");
    }
    if (!claims.getAudience().contains(audience)) {
      throw Refusals.invalid("The token is for another audience");
    }
  }

  private void requireInTime(JWTClaimsSet claims) {
    Instant now = clock.instant();
    Date expires = claims.getExpirationTime();
    if (expires == null) {
      throw Refusals.invalid("The token has no exp");
    }
    if (!now.isBefore(expires.toInstant().plus(SKEW))) {
      throw Refusals.invalid("The token has expired");
    }
    Date begins = claims.getNotBeforeTime();
    if (begins != null && now.isBefore(begins.toInstant().minus(SKEW))) {
      throw Refusals.invalid("The token is not valid yet");
    }
  }

  private static String subject(JWTClaimsSet claims) {
    String subject = claims.getSubject();
    if (subject == null || subject.isBlank()) {
      throw Refusals.invalid("The token has no sub");
    }
    if (subject.length() > LONGEST_SUBJECT || subject.chars().anyMatch(Character::isISOControl)) {
      throw Refusals.invalid("The token's sub must be at most 255 characters, none of control");
    }
    return subject;
  }

  /** {@code roles}, else {@code scope}; words that are none of ours are for others. */
  private static Set<Role> roles(JWTClaimsSet claims) {
    Object given =
        Optional.ofNullable(claims.getClaim("roles")).orElseGet(() -> claims.getClaim("scope"));
    Set<Role> roles = EnumSet.noneOf(Role.class);
    if (given instanceof List<?> list) {
      list.forEach(word -> Role.parse(String.valueOf(word)).ifPresent(roles::add));
    } else if (given instanceof String words) {
      for (String word : words.split("[\\s,]+", -1)) {
        Role.parse(word).ifPresent(roles::add);
      }
    }
    return roles.isEmpty() ? Set.of(Role.USER) : roles;
  }
}
