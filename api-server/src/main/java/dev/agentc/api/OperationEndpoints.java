package dev.agentc.api;

import java.util.List;

/** The endpoints that are for operators. */
record OperationEndpoints(List<Endpoint> all) {

  OperationEndpoints {
    all = List.copyOf(all);
  }
}
