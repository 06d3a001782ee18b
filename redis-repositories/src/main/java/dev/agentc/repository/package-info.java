/**
 * Sessions, users and chats, and how they are stored in Redis. The subpackages hold one repository
 * each; this package holds what they share. All repository methods are asynchronous, never block,
 * never throw (except for null arguments) and fail with a {@link
 * dev.agentc.repository.RepositoryException} or a {@link dev.agentc.redis.config.RedisFailure}.
 */
@NullMarked
package dev.agentc.repository;

import org.jspecify.annotations.NullMarked;
