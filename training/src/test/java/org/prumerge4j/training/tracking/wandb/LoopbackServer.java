package org.prumerge4j.training.tracking.wandb;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;

/**
 * A W&amp;B server on this machine: it keeps lines by their offset as the real one does, and before it answers it may do
 * whatever a test wants.
 */
final class LoopbackServer implements AutoCloseable {
    /** What becomes of a request. */
    enum Fate {
        /** It is answered. */
        ANSWER,
        /** It is carried out, but the connection breaks before the answer. */
        LOSE_ANSWER,
        /** The connection breaks before anything is done. */
        DROP,
        /** It is carried out and answered, but later than the client waits. */
        DELAY,
        /** 503. */
        UNAVAILABLE,
        /** 429 with a wish when to come again. */
        TOO_MANY,
        /** 200 and a page, as a proxy that is in the way gives. */
        HTML,
        /** 401, with the header of the request in the text. */
        REFUSE
    }

    private static final String EMPTY = "{}";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BiFunction<String, Integer, Fate> fates;
    private final Map<String, Integer> requests = new ConcurrentHashMap<>();
    private final Map<String, NavigableMap<Long, String>> lines = new ConcurrentHashMap<>();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final List<JsonNode> streams = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private volatile boolean known;
    private volatile boolean complete;
    private volatile boolean stopInStream;
    private volatile boolean stopByQuery;
    private volatile int exitCode = -1;

    /** A server whose treatment of a request depends on its kind and how many of the kind there were before. */
    LoopbackServer(BiFunction<String, Integer, Fate> fates) throws IOException {
        this.fates = fates;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    LoopbackServer() throws IOException {
        this((kind, number) -> Fate.ANSWER);
    }

    URI address() {
        return URI.create("http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort());
    }

    /** Makes the run known, with lines. */
    void has(String file, String... content) {
        known = true;
        for (String line : content) {
            NavigableMap<Long, String> all = linesOf(file);
            all.put((long) all.size(), line);
        }
    }

    void stopInStream() {
        stopInStream = true;
    }

    void stopByQuery() {
        stopByQuery = true;
    }

    /** Lines of a file by offset. */
    NavigableMap<Long, String> linesOf(String file) {
        return lines.computeIfAbsent(file, name -> new TreeMap<>());
    }

    Map<String, byte[]> files() {
        return files;
    }

    boolean complete() {
        return complete;
    }

    int exitCode() {
        return exitCode;
    }

    int requests(String kind) {
        return requests.getOrDefault(kind, 0);
    }

    synchronized List<JsonNode> streams() {
        return List.copyOf(streams);
    }

    synchronized List<String> problems() {
        return List.copyOf(problems);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String kind = kind(exchange, body);
            Fate fate = fates.apply(kind, requests.merge(kind, 1, Integer::sum) - 1);
            switch (fate) {
                case DROP -> {}
                case UNAVAILABLE -> answer(exchange, 503, "busy");
                case HTML -> answer(exchange, 200, "<html>log in</html>");
                case REFUSE ->
                    answer(exchange, 401, "no: " + exchange.getRequestHeaders().getFirst("Authorization"));
                case TOO_MANY -> {
                    exchange.getResponseHeaders().add("Retry-After", "0");
                    answer(exchange, 429, "slow down");
                }
                default -> {
                    String text = carryOut(exchange, kind, body);
                    if (fate == Fate.DELAY) {
                        Thread.sleep(Runs.QUICK.request().toMillis() * 2);
                    }
                    if (fate != Fate.LOSE_ANSWER) {
                        answer(exchange, 200, text);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String kind(HttpExchange exchange, byte[] body) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (!path.equals("/graphql")) {
            return path.startsWith("/put/") ? "put" : path.endsWith("/file_stream") ? "stream" : path;
        }
        String query = Json.parse(new String(body, StandardCharsets.UTF_8))
                .path("query")
                .asText();
        return query.replaceAll("(?s)^\\s*\\w+ (\\w+).*", "$1");
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private synchronized String carryOut(HttpExchange exchange, String kind, byte[] body) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        boolean put = kind.equals("put");
        if (put != (authorization == null)) {
            problems.add(kind + (put ? " has" : " lacks") + " the key");
        }
        if (put) {
            files.put(exchange.getRequestURI().getPath().substring("/put/".length()), body);
            return "";
        }
        JsonNode json = Json.parse(new String(body, StandardCharsets.UTF_8));
        return switch (kind) {
            case "UpsertBucket" -> upsert(json.path("variables"));
            case "RunResumeStatus" -> "{\"data\":{\"model\":{\"bucket\":" + position() + "}}}";
            case "RunStoppedStatus" -> "{\"data\":{\"project\":{\"run\":{\"stopped\":" + stopByQuery + "}}}}";
            case "CreateRunFiles" -> {
                String name = json.path("variables").path("files").path(0).asText();
                yield "{\"data\":{\"createRunFiles\":{\"uploadHeaders\":[\"X-Test: 1\"],\"files\":[{\"name\":"
                        + Json.text(name) + ",\"uploadUrl\":" + Json.text(address() + "/put/" + name) + "}]}}}";
            }
            case "stream" -> stream(exchange.getRequestURI().getPath(), json);
            default -> {
                problems.add("unknown request " + kind);
                yield EMPTY;
            }
        };
    }

    private String upsert(JsonNode variables) {
        boolean inserted = !known;
        known = true;
        return "{\"data\":{\"upsertBucket\":{\"inserted\":" + inserted + ",\"bucket\":{\"id\":\"x\",\"name\":"
                + variables.path("name") + ",\"project\":{\"name\":" + variables.path("project")
                + ",\"entity\":{\"name\":\"my team\"}}}}}}";
    }

    private String position() {
        Map<String, Object> position = new LinkedHashMap<>();
        for (String file : List.of("history", "events")) {
            NavigableMap<Long, String> all = linesOf("wandb-" + file + ".jsonl");
            position.put(file + "LineCount", all.size());
            position.put(
                    file + "Tail",
                    Json.text(
                            all.isEmpty() ? List.of() : List.of(all.lastEntry().getValue())));
        }
        return Json.text(position);
    }

    private String stream(String path, JsonNode json) {
        if (!path.equals("/files/my team/proj/abcd1234/file_stream")) {
            problems.add("wrong path " + path);
        }
        streams.add(json);
        json.path("files").properties().forEach(file -> {
            NavigableMap<Long, String> all = linesOf(file.getKey());
            long offset = file.getValue().path("offset").asLong();
            if (offset > all.size()) {
                problems.add(file.getKey() + " has a hole before " + offset);
            }
            for (JsonNode line : file.getValue().path("content")) {
                all.put(offset++, line.asText());
            }
        });
        if (json.path("complete").asBoolean()) {
            complete = true;
            exitCode = json.path("exitcode").asInt();
        }
        return stopInStream ? "{\"stopped\":true}" : EMPTY;
    }
}
