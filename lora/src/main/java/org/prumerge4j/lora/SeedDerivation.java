package org.prumerge4j.lora;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SplittableRandom;

/** Independent generators by name, so that what one draws does not depend on the order in which others are used. */
final class SeedDerivation {
    private SeedDerivation() {}

    /** A generator that depends on the seed, the name and the numbers, and on nothing else. */
    static SplittableRandom generator(long seed, String name, long... numbers) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer message = ByteBuffer.allocate((numbers.length + 1) * Long.BYTES + text.length);
        message.putLong(seed);
        for (long number : numbers) {
            message.putLong(number);
        }
        message.put(text);
        return new SplittableRandom(ByteBuffer.wrap(sha256(message.array())).getLong());
    }

    private static byte[] sha256(byte[] message) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(message);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
