package org.prumerge4j.training.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import java.util.TreeMap;
import org.prumerge4j.model.io.Checksums;

/**
 * Everything that decides what an image's tokens are, apart from the image: weights and sizes of the tower,
 * preprocessing, reducer with all its options. Tokens made in another way are in another folder.
 *
 * @param description plain values, lists and maps
 * @param byName whether the name of an image matters beside its content, as it does for random reducers
 */
public record CacheIdentity(Map<String, Object> description, boolean byName) {
    /** Raised whenever this program makes other tokens of the same description than before. */
    private static final int FORMAT = 1;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /** Keeps its own copy. */
    public CacheIdentity {
        description = Map.copyOf(description);
    }

    /** The description as JSON, the same for equal descriptions whatever the order of their keys. */
    byte[] json() {
        Map<String, Object> all = new TreeMap<>(description);
        all.put("format", FORMAT);
        all.put("by_name", byName);
        try {
            return JSON.writeValueAsBytes(all);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a description of plain values: " + description, e);
        }
    }

    /** SHA-256 of the description, as 64 hexadecimal digits. */
    public String hash() {
        return Checksums.sha256(json());
    }
}
