package dev.agentc.api;

import dev.agentc.api.Endpoint.Group;
import dev.agentc.api.auth.Caller;
import dev.agentc.api.tracing.RequestObserver;
import dev.agentc.redis.config.RedisFailure;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSourceChannel;

/**
 * One request from its first byte to its last: route, admission, body, handler, reply. Whatever
 * happens first (the handler's stage, a failure, the deadline) answers; the others find it
 * answered. Begun on the exchange's I/O thread, outside of Undertow's call stack, so that only one
 * thread ever owns the exchange.
 */
final class Call implements Admission.Running {

  private static final Logger LOG = LoggerFactory.getLogger(Call.class);

  /** Bodies above this are parsed, and their handlers run, on a worker. */
  private static final int SMALL_BODY = 16 * 1024;

  /** How long a refused caller may go on sending before the connection is cut. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  private final HttpServerExchange exchange;
  private final RequestHead head;
  private final RequestHandler server;
  private final String id;
  private final long startedNanos = System.nanoTime();
  private final RequestObserver.Observed observed;
  private final AtomicBoolean answered = new AtomicBoolean();
  private final AtomicBoolean released = new AtomicBoolean();
  private volatile @Nullable ErrorCode failedWith;
  private final ReplyRoom room;
  private boolean entered;
  private Caller caller = Caller.anonymous();
  private Router.@Nullable Match match;
  private @Nullable BodyReader bodyReader;
  private boolean bodyComplete = true;
  // Set on the I/O thread: nobody waits for such a request any longer.
  private boolean outOfTime;
  private XnioExecutor.@Nullable Key deadline;

  Call(HttpServerExchange exchange, RequestHandler server) {
    this.exchange = exchange;
    this.head = new RequestHead(exchange);
    this.server = server;
    this.room = new ReplyRoom(server.admission());
    this.id = RequestId.of(exchange.getRequestHeaders().getFirst(RequestId.HEADER));
    this.observed =
        server
            .observer()
            .start(head.method(), exchange.getRequestHeaders(), (all, name) -> all.getFirst(name));
  }

  void begin() {
    exchange.addExchangeCompleteListener(
        (ended, next) -> {
          try {
            release();
          } finally {
            next.proceed();
          }
        });
    try {
      if (CrossOrigin.isPreflight(head.method(), exchange.getRequestHeaders())) {
        answer(preflight());
        return;
      }
      Router.Match found = server.router().find(head.method(), head.path());
      match = found;
      requireAcceptable(found.endpoint());
      admit(found.endpoint());
      deadline =
          exchange
              .getIoThread()
              .executeAfter(
                  this::expire, server.limits().requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
      pass(found);
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /** Nothing is read of a body before it is known whose it is. */
  private void pass(Router.Match found) {
    CompletionStage<Caller> passing =
        server
            .gate()
            .pass(
                found.endpoint(),
                exchange.getRequestHeaders(),
                exchange.getSourceAddress().getAddress());
    if (passing.toCompletableFuture().isDone()) {
      passing.whenComplete((caller, failure) -> passed(found, caller, failure));
    } else {
      passing.whenCompleteAsync(
          (caller, failure) -> passed(found, caller, failure), exchange.getIoThread());
    }
  }

  private Reply preflight() {
    String methods = server.router().methods(head.path());
    return server.gate().crossOrigin().preflight(exchange.getRequestHeaders(), methods);
  }

  private void passed(Router.Match found, @Nullable Caller known, @Nullable Throwable failure) {
    if (answered.get()) {
      return;
    }
    try {
      if (known == null) {
        fail(Objects.requireNonNull(failure));
        return;
      }
      caller = known;
      if (found.endpoint().method().takesBody()) {
        readBody(found);
      } else {
        invoke(found, new byte[0]);
      }
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void admit(Endpoint endpoint) {
    if (endpoint.group() != Group.HEALTH) {
      server.admission().enter(this);
      entered = true;
    }
    if (endpoint.group() == Group.DATA && !server.dataEnabled()) {
      throw ApiErrors.unavailable(
          ErrorCode.REDIS_UNAVAILABLE,
          "Sessions, users and chats are switched off (USE_REDIS_SESSIONS=false)");
    }
  }

  private void requireAcceptable(Endpoint endpoint) {
    if (endpoint.produces().equals(Endpoint.JSON)
        && !MediaTypes.takesJson(List.copyOf(head.values("Accept")))) {
      throw new ApiException(ErrorCode.NOT_ACCEPTABLE, "This API answers application/json");
    }
  }

  private void readBody(Router.Match found) {
    bodyComplete = false;
    BodyReader reader =
        new BodyReader(
            exchange,
            server.limits().maxBody(),
            server.admission(),
            body -> bodyRead(found, body),
            this::fail);
    bodyReader = reader;
    reader.start();
  }

  private void bodyRead(Router.Match found, byte[] body) {
    bodyComplete = true;
    if (body.length <= SMALL_BODY) {
      invoke(found, body);
    } else {
      exchange.getConnection().getWorker().execute(() -> invoke(found, body));
    }
  }

  private void invoke(Router.Match found, byte[] body) {
    if (answered.get()) {
      return;
    }
    RequestObserver.Observed.Scope scope = observed.open();
    try {
      found
          .endpoint()
          .handler()
          .handle(request(found, body))
          .whenComplete(
              (reply, failure) -> {
                if (failure == null) {
                  answer(reply);
                } else {
                  fail(failure);
                }
              });
    } catch (RuntimeException | Error e) {
      // Nobody else would hear of an error on a worker, such as one of memory.
      fail(e);
    } finally {
      scope.close();
    }
  }

  private ApiRequest request(Router.Match found, byte[] body) {
    return new ApiRequest(
        id,
        head.method(),
        head.path(),
        found.endpoint().path(),
        found.parameters(),
        QueryParameters.parse(exchange.getQueryString()),
        head.headers(),
        body,
        caller);
  }

  private void expire() {
    outOfTime = true;
    if (bodyComplete) {
      fail(
          ApiErrors.unavailable(
              ErrorCode.REDIS_TIMEOUT, "The request could not be answered in time; repeat it"));
    } else {
      fail(new ApiException(ErrorCode.MALFORMED_REQUEST, "The body did not arrive in time"));
    }
  }

  @Override
  public void cutOff() {
    exchange
        .getIoThread()
        .execute(
            () -> {
              outOfTime = true;
              fail(
                  ApiErrors.shuttingDown(
                      "This server stops and cannot wait for the request; repeat it"));
            });
  }

  private void fail(Throwable failure) {
    Optional<ApiException> known = ApiErrors.known(failure);
    if (known.isEmpty() || known.get().code() == ErrorCode.INTERNAL_ERROR) {
      LOG.atError()
          .addKeyValue("request_id", id)
          .setCause(ApiErrors.unwrap(failure))
          .log("request {} failed: {} {}", id, head.method(), route());
    }
    if (ApiErrors.unwrap(failure) instanceof RedisFailure redis) {
      AccessLog.redisFailed(head.method(), route(), id, redis);
    }
    ApiException error = known.orElseGet(ApiErrors::internal);
    if (!answered.get()) {
      failedWith = error.code();
    }
    answer(JsonResponder.error(error, id));
  }

  /** From any thread; only the first call counts. */
  private void answer(@Nullable Reply reply) {
    if (!answered.compareAndSet(false, true)) {
      return;
    }
    if (!exchange.getConnection().isOpen()) {
      release();
    }
    if (reply != null && reply.isLarge()) {
      answerLarge(reply);
    } else {
      onIoThread(() -> send(render(reply)));
    }
  }

  /** Here, where its data have just come: what there is no room for is dropped before the next. */
  private void answerLarge(Reply reply) {
    try {
      room.take(reply.size());
    } catch (ApiException overloaded) {
      Rendered refused = refused(overloaded);
      onIoThread(() -> send(refused));
      return;
    }
    exchange
        .getConnection()
        .getWorker()
        .execute(
            () -> {
              Rendered rendered = render(reply);
              onIoThread(() -> send(rendered));
            });
  }

  private void onIoThread(Runnable task) {
    exchange.dispatch(exchange.getIoThread(), (HttpHandler) ignored -> task.run());
  }

  private record Rendered(Reply reply, ByteBuffer body) {}

  private Rendered render(@Nullable Reply reply) {
    try {
      Reply checked = EntityTags.conditional(Objects.requireNonNull(reply, "reply"), head);
      ByteBuffer body = JsonResponder.render(checked);
      // What is no JSON is at hand anyway, and metrics are wanted most under load.
      room.written(checked.body().isPresent() ? body.capacity() : 0);
      return new Rendered(checked, body);
    } catch (ApiException overloaded) {
      room.written(0);
      return refused(overloaded);
    } catch (RuntimeException | Error e) {
      room.written(0);
      LOG.atError()
          .addKeyValue("request_id", id)
          .setCause(e)
          .log("request {} could not be rendered: {} {}", id, head.method(), route());
      Reply error = JsonResponder.error(ApiErrors.internal(), id);
      return new Rendered(error, JsonResponder.render(error));
    }
  }

  private Rendered refused(ApiException overloaded) {
    failedWith = overloaded.code();
    Reply error = JsonResponder.error(overloaded, id);
    return new Rendered(error, JsonResponder.render(error));
  }

  private void send(Rendered rendered) {
    if (server.admission().isDraining()) {
      exchange.setPersistent(false);
    }
    if (bodyComplete && exchange.isRequestComplete()) {
      write(rendered);
      return;
    }
    StreamSourceChannel rest = restOfBody();
    if (outOfTime || rest == null || HttpContinue.requiresContinueResponse(exchange)) {
      exchange.setPersistent(false);
      write(rendered);
    } else {
      RestOfBody.drop(exchange, rest, LINGER, () -> onIoThread(() -> write(rendered)));
    }
  }

  private void write(Rendered rendered) {
    SlowReader.cutOff(exchange, server.limits().replyTimeout());
    server.gate().crossOrigin().addTo(exchange.getRequestHeaders(), exchange.getResponseHeaders());
    JsonResponder.send(exchange, rendered.reply(), rendered.body(), id);
  }

  /** Null when nobody can read it any more. */
  private @Nullable StreamSourceChannel restOfBody() {
    StreamSourceChannel begun = bodyReader == null ? null : bodyReader.channel();
    return begun == null ? exchange.getRequestChannel() : begun;
  }

  private void release() {
    if (!released.compareAndSet(false, true)) {
      return;
    }
    answered.set(true);
    if (deadline != null) {
      deadline.remove();
    }
    if (bodyReader != null) {
      server.admission().release(bodyReader.reserved());
    }
    room.leave();
    if (entered) {
      server.admission().leave(this);
    }
    observed.ended(route(), exchange.getStatusCode(), id);
    AccessLog.ended(
        new AccessLog.Ended(
            head.method(), route(), exchange.getStatusCode(), caller.name(), id, failedWith),
        startedNanos);
    server
        .listener()
        .ended(
            match == null ? null : match.endpoint(),
            exchange.getStatusCode(),
            System.nanoTime() - startedNanos);
  }

  private String route() {
    return match == null ? "-" : match.endpoint().path();
  }
}
