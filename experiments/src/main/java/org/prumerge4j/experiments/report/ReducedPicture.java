package org.prumerge4j.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * An image and what a reducer made of it.
 *
 * @param image file name
 * @param png the square that the vision tower sees, a PNG in base64
 * @param grid patches in a row
 * @param tokens visual tokens in their order
 */
record ReducedPicture(String image, String png, int grid, List<Token> tokens) {
    /** Patches of a token without a patch of its own. */
    static final int SUMMARY = -1;

    /**
     * A visual token.
     *
     * @param centre patch it stands for; {@link #SUMMARY} for a summary
     * @param patches patches it draws from
     * @param weights how much of each
     */
    @SuppressWarnings("ArrayRecordComponent") // Read element by element.
    record Token(int centre, int[] patches, double[] weights) {
        /** Weight of all patches but its own. */
        double borrowed() {
            double sum = 0;
            for (int i = 0; i < patches.length; i++) {
                sum += patches[i] == centre ? 0 : Math.abs(weights[i]);
            }
            return sum;
        }
    }

    static ReducedPicture of(JsonNode json) {
        List<Token> tokens = new ArrayList<>();
        for (JsonNode token : json.path("tokens")) {
            String from = token.path("from").asText().strip();
            String[] entries = from.isEmpty() ? new String[0] : from.split(" ", -1);
            int[] patches = new int[entries.length];
            double[] weights = new double[entries.length];
            for (int i = 0; i < entries.length; i++) {
                int colon = entries[i].indexOf(':');
                patches[i] = Integer.parseInt(entries[i].substring(0, colon));
                weights[i] = Double.parseDouble(entries[i].substring(colon + 1));
            }
            tokens.add(new Token(token.path("centre").asInt(), patches, weights));
        }
        return new ReducedPicture(
                json.path("image").asText(),
                json.path("png").asText(),
                json.path("grid").asInt(),
                List.copyOf(tokens));
    }
}
