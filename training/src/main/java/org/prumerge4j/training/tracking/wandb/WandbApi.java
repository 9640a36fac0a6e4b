package org.prumerge4j.training.tracking.wandb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The requests to a W&amp;B server that a run needs. Each fails with a {@link WandbApiException}. */
final class WandbApi {
    private static final Logger LOG = LoggerFactory.getLogger(WandbApi.class);
    private static final String UPSERT =
            """
            mutation UpsertBucket($name: String, $project: String, $entity: String, $groupName: String,
                $displayName: String, $config: JSONString, $host: String, $program: String, $tags: [String!]) {
              upsertBucket(input: {name: $name, modelName: $project, entityName: $entity, groupName: $groupName,
                  displayName: $displayName, config: $config, host: $host, jobProgram: $program, tags: $tags}) {
                bucket { id name displayName historyLineCount project { name entity { name } } }
                inserted
              }
            }
            """;
    private static final String RESUME_STATUS =
            """
            query RunResumeStatus($project: String, $entity: String, $name: String!) {
              model(name: $project, entityName: $entity) {
                bucket(name: $name, missingOk: true) {
                  historyLineCount historyTail eventsLineCount eventsTail
                }
              }
            }
            """;
    private static final String STOP_STATUS =
            """
            query RunStoppedStatus($project: String, $entity: String, $run: String!) {
              project(name: $project, entityName: $entity) { run(name: $run) { stopped } }
            }
            """;
    private static final String CREATE_FILES =
            """
            mutation CreateRunFiles($entity: String!, $project: String!, $run: String!, $files: [String!]!) {
              createRunFiles(input: {entityName: $entity, projectName: $project, runName: $run, files: $files}) {
                uploadHeaders
                files { name uploadUrl }
              }
            }
            """;

    private final URI server;
    private final HttpCalls http;

    WandbApi(URI server, ApiKey key, Duration timeout) {
        this.server = server;
        this.http = new HttpCalls(key, timeout);
    }

    /** An address, and whether the run is new to the server. */
    record Registered(RunAddress address, boolean created) {}

    /** Makes a run known to the server, or changes its description. */
    Registered upsert(String id, WandbSettings settings, Map<String, Object> configuration, RunHost host)
            throws WandbApiException, InterruptedException {
        Map<String, @Nullable Object> variables = new LinkedHashMap<>();
        variables.put("name", id);
        variables.put("project", settings.project());
        variables.put("entity", settings.entity());
        variables.put("groupName", settings.group());
        variables.put("displayName", settings.name());
        variables.put("config", Json.configuration(configuration));
        variables.put("host", host.name());
        variables.put("program", host.program());
        variables.put("tags", settings.tags().isEmpty() ? null : settings.tags());
        JsonNode answer = graphql(UPSERT, variables, "registering the run").path("upsertBucket");
        JsonNode bucket = answer.path("bucket");
        String project = bucket.path("project").path("name").asText();
        String entity = bucket.path("project").path("entity").path("name").asText();
        if (project.isEmpty() || entity.isEmpty()) {
            throw WandbApiException.permanent("registering the run: the answer names no project and entity");
        }
        String name = bucket.path("name").asText(id);
        return new Registered(
                new RunAddress(entity, project, name), answer.path("inserted").asBoolean());
    }

    /** What the server has of a run. */
    ServerPosition position(RunAddress run) throws WandbApiException, InterruptedException {
        String what = "asking what the server has";
        JsonNode answer = graphql(
                RESUME_STATUS, Map.of("project", run.project(), "entity", run.entity(), "name", run.id()), what);
        try {
            return ServerPosition.of(answer.path("model").path("bucket"));
        } catch (JsonProcessingException e) {
            throw WandbApiException.permanent(what + ": the tail of the history is not JSON");
        }
    }

    /** Whether somebody pressed Stop. */
    boolean stopped(RunAddress run) throws WandbApiException, InterruptedException {
        JsonNode answer = graphql(
                STOP_STATUS,
                Map.of("project", run.project(), "entity", run.entity(), "run", run.id()),
                "asking whether to stop");
        return answer.path("project").path("run").path("stopped").asBoolean();
    }

    /** Sends a part of the run's stream; returns whether the answer asks to stop. */
    boolean stream(RunAddress run, String body) throws WandbApiException, InterruptedException {
        String path = "/files/" + encoded(run.entity()) + "/" + encoded(run.project()) + "/" + encoded(run.id())
                + "/file_stream";
        String what = "sending rows";
        return parse(http.post(address(path), body, what), what).path("stopped").asBoolean();
    }

    /** Uploads a file under a path. */
    void upload(RunAddress run, String path, byte[] content) throws WandbApiException, InterruptedException {
        String what = "uploading " + path;
        Map<String, Object> variables =
                Map.of("entity", run.entity(), "project", run.project(), "run", run.id(), "files", List.of(path));
        JsonNode answer = graphql(CREATE_FILES, variables, what).path("createRunFiles");
        String url = answer.path("files").path(0).path("uploadUrl").asText();
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(url.startsWith("/") ? address(url) : URI.create(url));
        } catch (IllegalArgumentException e) {
            // The address may hold a signature, so it is not repeated.
            throw WandbApiException.permanent(what + ": the server gave no usable address for it");
        }
        if (url.startsWith("/")) {
            request.header("Authorization", http.key().authorization());
        }
        answer.path("uploadHeaders").forEach(header -> addHeader(request, header.asText()));
        request.timeout(http.timeout()).PUT(HttpRequest.BodyPublishers.ofByteArray(content));
        http.send(request.build(), what);
    }

    /** The page of a run. */
    String page(RunAddress run) {
        String site = server.toString().replaceFirst("^https://api\\.wandb\\.ai$", "https://wandb.ai");
        return site + "/" + encoded(run.entity()) + "/" + encoded(run.project()) + "/runs/" + encoded(run.id());
    }

    private static void addHeader(HttpRequest.Builder request, String header) {
        int colon = header.indexOf(':');
        try {
            request.header(
                    header.substring(0, Math.max(colon, 0)).strip(),
                    header.substring(colon + 1).strip());
        } catch (IllegalArgumentException e) {
            LOG.debug("an upload header of the server is left out: it cannot be set, or is not 'name: value'");
        }
    }

    private JsonNode graphql(String query, Map<String, ?> variables, String what)
            throws WandbApiException, InterruptedException {
        String body = Json.text(Map.of("query", query, "variables", variables));
        JsonNode answer = parse(http.post(address("/graphql"), body, what), what);
        if (answer.path("errors").size() > 0 || !answer.path("data").isObject()) {
            throw WandbApiException.permanent(
                    what + ": " + http.excerpt(answer.path("errors").toString()));
        }
        return answer.path("data");
    }

    /** An answer that is no JSON comes from something between here and the server, which may go away. */
    private JsonNode parse(String answer, String what) throws WandbApiException {
        try {
            return Json.parse(answer);
        } catch (JsonProcessingException e) {
            throw WandbApiException.passing(what + ": the answer is not JSON: " + http.excerpt(answer));
        }
    }

    private URI address(String path) {
        return URI.create(server + path);
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
