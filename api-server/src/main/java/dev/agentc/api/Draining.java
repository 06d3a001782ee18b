package dev.agentc.api;

/** Whether the server is on its way down. */
@FunctionalInterface
public interface Draining {
  boolean isDraining();
}
