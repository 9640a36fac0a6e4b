package org.prumerge4j.experiments.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorSource;

/** Tells two models apart by their weights, whatever the files these are in. */
final class WeightsHash {
    private WeightsHash() {}

    /** SHA-256 over names, types, shapes and values of all tensors, in the order of their names. */
    static String of(TensorSource weights) {
        return of(weights, "");
    }

    /** The same over the tensors whose names begin with a prefix. */
    static String of(TensorSource weights, String prefix) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        Map<String, TensorInfo> ordered = new TreeMap<>(weights.tensors());
        ordered.keySet().removeIf(name -> !name.startsWith(prefix));
        ordered.forEach((name, info) -> {
            digest.update((name + " " + info.type() + " " + info.shape() + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(weights.bytes(name).duplicate());
        });
        return HexFormat.of().formatHex(digest.digest());
    }
}
