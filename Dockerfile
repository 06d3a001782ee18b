# The server in an image: a runtime with only the modules it needs, its jar and a class-data archive. It runs as a user
# without a name or a home, writes nothing (read_only: true, --read-only), and checks itself without a shell.
#
#   docker build -t agentc .
#   docker run --rm --read-only --cap-drop ALL -m 128m -p 8000:8000 -e AGENT_C_API_HOST=0.0.0.0 -e REDIS_HOST=… agentc

FROM eclipse-temurin:17-jdk AS build
WORKDIR /src
COPY . .
RUN ./mvnw -q -B -ntp -DskipTests -Dspotless.check.skip -pl api-server -am package \
    && mkdir -p /app && cp api-server/target/api-server.jar bin/agentc /app/
RUN jlink --add-modules "$(cat deploy/modules.txt)" --no-header-files --no-man-pages --compress=2 --output /runtime \
    && /runtime/bin/java -Xshare:dump

FROM debian:stable-slim
COPY --from=build /runtime /runtime
COPY --from=build /app /app
COPY deploy/jvm.options /app/
# Here, not above: an archive fits one jar, at one path and with one time, and one Java with these options only.
RUN JAVA=/runtime/bin/java JAVA_OPTIONS=@/app/jvm.options /app/agentc archive
USER 65532:65532
WORKDIR /app
ENV AGENT_C_API_PORT=8000 LOG_FORMAT=json MALLOC_ARENA_MAX=1
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
    CMD ["/runtime/bin/java", "-Xmx16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp", "/app/api-server.jar", "dev.agentc.api.Main", "probe"]
ENTRYPOINT ["/runtime/bin/java", "@/app/jvm.options", "-XX:SharedArchiveFile=/app/api-server.jsa", "-jar", "/app/api-server.jar"]
CMD ["serve"]
