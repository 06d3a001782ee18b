package dev.agentc.health;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one check saw in one diagnosis.
 *
 * @param measured whether all was measured that findings with thresholds depend on
 */
record Seen(Map<String, @Nullable Object> details, List<Finding> findings, boolean measured) {}
