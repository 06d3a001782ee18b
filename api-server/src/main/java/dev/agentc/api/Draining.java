package dev.agentc.api;

/** Whether the server is on its way down. It may still take requests then, for a while. */
@FunctionalInterface
public interface Draining {
  boolean isDraining();
}
