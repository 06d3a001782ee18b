package dev.agentc.api.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a JWKS holds for us: keys for RS256 (RSA of 2048 bits and more) and ES256 (P-256), each
 * bound to the one algorithm that it is for. Everything else in it is passed over, private and
 * symmetric keys first of all.
 *
 * @param problem why there is no such key, as the end of a sentence
 */
record JwksReading(List<SigningKey> keys, Optional<String> problem) {

  private static final int FEWEST_RSA_BITS = 2048;
  private static final int MOST_KEYS = 100;

  /**
   * A key that a token may be signed with.
   *
   * @param id empty for one without a {@code kid}
   */
  record SigningKey(Optional<String> id, JWSAlgorithm algorithm, JWSVerifier verifier) {}

  static JwksReading read(String json) {
    List<SigningKey> keys = new ArrayList<>();
    try {
      for (JWK key : JWKSet.parse(json).getKeys()) {
        if (keys.size() < MOST_KEYS) {
          signing(key).ifPresent(keys::add);
        }
      }
    } catch (ParseException | RuntimeException e) {
      // Its message may quote what stands there.
      return none("holds no JWK set");
    }
    return keys.isEmpty()
        ? none("holds no key for RS256 (RSA, 2048 bits or more) or ES256 (P-256)")
        : new JwksReading(List.copyOf(keys), Optional.empty());
  }

  private static JwksReading none(String problem) {
    return new JwksReading(List.of(), Optional.of(problem));
  }

  private static Optional<SigningKey> signing(JWK key) {
    boolean forSignatures = key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE);
    if (!forSignatures) {
      return Optional.empty();
    }
    try {
      if (key instanceof RSAKey rsa && rsa.size() >= FEWEST_RSA_BITS) {
        return signing(key, JWSAlgorithm.RS256, new RSASSAVerifier(rsa.toRSAPublicKey()));
      }
      if (key instanceof ECKey ec && ec.getCurve().equals(Curve.P_256)) {
        return signing(key, JWSAlgorithm.ES256, new ECDSAVerifier(ec.toECPublicKey()));
      }
    } catch (JOSEException e) {
      // A key that cannot be used is as good as none.
    }
    return Optional.empty();
  }

  private static Optional<SigningKey> signing(
      JWK key, JWSAlgorithm algorithm, JWSVerifier verifier) {
    boolean other = key.getAlgorithm() != null && !key.getAlgorithm().equals(algorithm);
    return other
        ? Optional.empty()
        : Optional.of(new SigningKey(Optional.ofNullable(key.getKeyID()), algorithm, verifier));
  }
}
