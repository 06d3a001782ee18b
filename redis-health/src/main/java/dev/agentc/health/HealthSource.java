package dev.agentc.health;

/** A health for other components to depend on: plain, so that it can be had without Dagger, too. */
public interface HealthSource {

  /** Always the same object, so that all share its looks. */
  RedisHealth health();
}
