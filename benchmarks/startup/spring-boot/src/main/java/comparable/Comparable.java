package comparable;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** A health endpoint (Actuator's liveness) and two of sessions: far less than this server has. */
@SpringBootApplication
public class Comparable {

  public static void main(String[] args) {
    SpringApplication.run(Comparable.class, args);
  }

  /** Sessions as hashes with a time to live. */
  @RestController
  static class Sessions {
    private final StringRedisTemplate redis;

    Sessions(StringRedisTemplate redis) {
      this.redis = redis;
    }

    @PostMapping("/api/v2/sessions")
    Map<String, String> create(@RequestBody Map<String, String> session) {
      String id = UUID.randomUUID().toString();
      redis.opsForHash().putAll("session:" + id, session);
      redis.expire("session:" + id, Duration.ofDays(1));
      return Map.of("id", id);
    }

    @GetMapping("/api/v2/sessions/{id}")
    ResponseEntity<Map<Object, Object>> get(@PathVariable String id) {
      Map<Object, Object> session = redis.opsForHash().entries("session:" + id);
      return session.isEmpty() ? ResponseEntity.notFound().build() : ResponseEntity.ok(session);
    }
  }
}
