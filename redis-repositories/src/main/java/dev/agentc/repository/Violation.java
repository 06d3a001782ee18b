package dev.agentc.repository;

/**
 * A rule that a field breaks: {@code message} is the rule and the value seen, as {@code must be
 * ...: was ...}.
 */
public record Violation(String field, String message) {}
