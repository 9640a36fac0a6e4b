package org.prumerge4j.training.tracking.wandb;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Requests with the key in them, and failures without it. Redirects are not followed: they would take the key to another
 * server.
 */
final class HttpCalls {
    private static final int OK = 200;
    private static final int REDIRECTION = 300;
    private static final int SERVER_ERROR = 500;
    private static final Set<Integer> PASSING = Set.of(408, 425, 429);
    private static final int EXCERPT = 300;
    private static final long LONGEST_RETRY_AFTER = 600;

    private final HttpClient client;
    private final ApiKey key;
    private final Duration timeout;

    HttpCalls(ApiKey key, Duration timeout) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
        this.key = key;
        this.timeout = timeout;
    }

    /** Posts JSON to the W&amp;B server and returns the text of its answer. */
    String post(URI address, String json, String what) throws WandbApiException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(timeout)
                .header("Authorization", key.authorization())
                .header("Content-Type", "application/json")
                .header("User-Agent", "PruMerge4J")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return send(request, what);
    }

    /** Sends a request that was built elsewhere. */
    String send(HttpRequest request, String what) throws WandbApiException, InterruptedException {
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> response;
        try {
            // The request's own timeout ends with the header of the answer; a body may still never come.
            response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw WandbApiException.passing(what + ": " + key.redact(describe(e.getCause())));
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw WandbApiException.passing(what + ": no answer within " + timeout.toMillis() + " ms");
        }
        int status = response.statusCode();
        if (status < OK || status >= REDIRECTION) {
            boolean permanent = status < SERVER_ERROR && !PASSING.contains(status);
            String message = what + ": the server answered " + status + " " + excerpt(response.body());
            throw new WandbApiException(message, permanent, retryAfter(response), null);
        }
        return response.body();
    }

    /** The beginning of a text for a message. */
    String excerpt(String text) {
        String line = key.redact(text).replaceAll("\\s+", " ").strip();
        return line.length() > EXCERPT ? line.substring(0, EXCERPT) + "..." : line;
    }

    ApiKey key() {
        return key;
    }

    Duration timeout() {
        return timeout;
    }

    private static String describe(@Nullable Throwable cause) {
        return cause instanceof IOException && cause.getMessage() != null
                ? cause.getClass().getSimpleName() + " " + cause.getMessage()
                : String.valueOf(cause);
    }

    private static Duration retryAfter(HttpResponse<?> response) {
        String seconds = response.headers().firstValue("Retry-After").orElse("");
        return seconds.matches("\\d{1,9}")
                ? Duration.ofSeconds(Math.min(Long.parseLong(seconds), LONGEST_RETRY_AFTER))
                : Duration.ZERO;
    }
}
