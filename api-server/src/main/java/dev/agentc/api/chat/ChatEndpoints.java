package dev.agentc.api.chat;

import dev.agentc.api.Endpoint;
import dev.agentc.repository.chat.ChatRepository;
import dev.agentc.repository.chat.EntryKind;
import dev.agentc.repository.chat.MetadataKind;
import dev.agentc.repository.chat.MetadataRepository;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * The API's section 4. What is wrong with a request itself is answered without asking Redis;
 * everything else is one call of a repository, hence one round trip.
 */
public final class ChatEndpoints {

  static final String CHAT = "/api/v2/chat/sessions/{session_id}";

  private ChatEndpoints() {}

  /** The clock dates what comes without a {@code timestamp}. */
  public static List<Endpoint> of(ChatRepository chats, MetadataRepository metadata, Clock clock) {
    List<Endpoint> endpoints = new ArrayList<>();
    endpoints.addAll(EntryEndpoints.of(chats, EntryKind.MESSAGE, clock));
    endpoints.addAll(EntryEndpoints.of(chats, EntryKind.TOOL_CALL, clock));
    endpoints.addAll(InteractionEndpoints.of(chats, clock));
    endpoints.addAll(MetadataEndpoints.of(metadata, MetadataKind.OWN));
    endpoints.addAll(MetadataEndpoints.of(metadata, MetadataKind.MANAGED));
    return List.copyOf(endpoints);
  }

  /** Where something of a session is; none of its names needs an escape in a path. */
  static String location(String template, String session, Object last) {
    return template.replace("{session_id}", session) + "/" + last;
  }
}
