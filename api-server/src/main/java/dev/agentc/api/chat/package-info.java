/** The endpoints of chats: messages, tool calls, interactions and metadata by key. */
@NullMarked
package dev.agentc.api.chat;

import org.jspecify.annotations.NullMarked;
