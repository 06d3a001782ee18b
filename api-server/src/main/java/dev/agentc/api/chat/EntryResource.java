package dev.agentc.api.chat;

import dev.agentc.api.ErrorCode;
import dev.agentc.repository.chat.EntryKind;

/**
 * What the API calls the entries of a kind.
 *
 * @param path the collection
 * @param idName the path's parameter for one of them
 * @param added the sentence of a 201
 * @param noun the start of the sentence of a 404
 */
record EntryResource(String path, String idName, String added, String noun, ErrorCode notFound) {

  static EntryResource of(EntryKind kind) {
    return switch (kind) {
      case MESSAGE ->
          new EntryResource(
              ChatEndpoints.CHAT + "/messages",
              "message_id",
              "Message added to session",
              "Message",
              ErrorCode.MESSAGE_NOT_FOUND);
      case TOOL_CALL ->
          new EntryResource(
              ChatEndpoints.CHAT + "/tool_calls",
              "tool_call_id",
              "Tool call added to session",
              "Tool call",
              ErrorCode.TOOL_CALL_NOT_FOUND);
    };
  }
}
