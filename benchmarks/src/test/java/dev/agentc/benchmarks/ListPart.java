package dev.agentc.benchmarks;

import dev.agentc.repository.Repositories;
import dev.agentc.repository.session.SessionPage;
import dev.agentc.repository.session.SessionQuery;
import dev.agentc.repository.user.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a page of sessions costs, by how many there are. */
final class ListPart implements Part {

  private static final int MANY_SHARDS = 16;
  private static final UserId ANN = new UserId("ann");

  @Override
  public List<Table> run(Scale scale) {
    return List.of(pages(scale, 1), pages(scale, MANY_SHARDS));
  }

  private static Table pages(Scale scale, int shards) {
    List<BenchRedis> servers = new ArrayList<>();
    try {
      for (int count : scale.sessions()) {
        BenchRedis redis = new BenchRedis();
        servers.add(redis);
        Seed.copiedSessions(redis, shards, count);
      }
      return pages(scale, servers, shards);
    } finally {
      servers.forEach(BenchRedis::close);
    }
  }

  private static Table pages(Scale scale, List<BenchRedis> servers, int shards) {
    Table table =
        new Table(
            "A page of 10 sessions, index in " + shards + (shards == 1 ? " shard" : " shards"),
            "page",
            "sessions",
            "round trips",
            "scripts",
            "commands",
            "median µs",
            "p99 µs",
            "Redis CPU µs",
            "bytes from Redis");
    List<Case> cases = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    for (int i = 0; i < servers.size(); i++) {
      int count = scale.sessions().get(i);
      BenchRedis redis = servers.get(i);
      queries(redis.repositories(shards), shards, count)
          .forEach(
              (name, query) -> {
                names.add(name);
                cases.add(new Case(redis, shards, r -> r.sessions().list(query)));
                counts.add(count);
              });
    }
    List<Measured> results = Measured.all(scale.fewer(), cases);
    Map<BenchRedis, RoundTrips> links = new HashMap<>();
    servers.forEach(redis -> links.put(redis, new RoundTrips(redis, scale)));
    for (int i = 0; i < cases.size(); i++) {
      Measured result = results.get(i);
      table.row(
          names.get(i),
          counts.get(i),
          links.get(cases.get(i).redis()).of(cases.get(i)),
          result.scripts(),
          result.commands(),
          result.median(),
          result.p99(),
          result.cpuMicros(),
          result.bytesOut());
    }
    links.values().forEach(RoundTrips::close);
    return table;
  }

  private static Map<String, SessionQuery> queries(
      Repositories repositories, int shards, int count) {
    SessionQuery first = SessionQuery.first();
    Map<String, SessionQuery> queries = new LinkedHashMap<>();
    queries.put("first", checked(repositories, first, count));
    queries.put("at offset 1,000", first.withOffset(Math.min(1_000, count / 2)));
    if (shards == 1) {
      queries.put("from the middle, by offset", first.withOffset(count / 2));
    }
    queries.put("from the middle, by cursor", behind(repositories, first, count / 2));
    queries.put("a user's first", checked(repositories, first.of(ANN), count / 2));
    queries.put("a user's middle, by offset", first.of(ANN).withOffset(count / 4));
    queries.put("a user's middle, by cursor", behind(repositories, first.of(ANN), count / 4));
    return queries;
  }

  /** By cursor all the way, because an offset reaches less far where the index has shards. */
  private static SessionQuery behind(Repositories repositories, SessionQuery query, int offset) {
    SessionQuery at = query;
    for (int left = offset; left > 0; ) {
      int step = Math.min(left, SessionQuery.MAX_LIMIT);
      SessionPage page = Calls.await(repositories.sessions().list(at.withLimit(step)));
      at = at.after(page.nextCursor().orElseThrow());
      left -= step;
    }
    return at;
  }

  private static SessionQuery checked(Repositories repositories, SessionQuery query, int total) {
    SessionPage page = Calls.await(repositories.sessions().list(query));
    if (page.total() != total || page.items().size() != 10) {
      throw new IllegalStateException(
          "must show 10 of " + total + ": was " + page.items().size() + " of " + page.total());
    }
    return query;
  }
}
