package org.prumerge4j.data.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.InvalidDataException;

/**
 * What a vision tower expects of its pixels.
 *
 * @param resize pixels of the shortest edge after resizing, at least {@code size}
 * @param size width and height of the square that is cut out of it
 * @param mean of red, green and blue, on a scale of 0 to 1
 * @param standardDeviation of red, green and blue, on a scale of 0 to 1
 */
public record PixelSettings(int resize, int size, List<Double> mean, List<Double> standardDeviation) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BICUBIC = 3;
    private static final double BYTE_SCALE = 1 / 255.0;
    private static final double SCALE_TOLERANCE = 1e-9;

    /** Checks sizes and the number of channels. */
    public PixelSettings {
        mean = List.copyOf(mean);
        standardDeviation = List.copyOf(standardDeviation);
        if (size < 1 || resize < size) {
            throw new IllegalArgumentException("cannot cut a square of " + size + " pixels out of one of " + resize);
        }
        if (mean.size() != RgbImage.CHANNELS || standardDeviation.size() != RgbImage.CHANNELS) {
            throw new IllegalArgumentException("mean " + mean + " and standard deviation " + standardDeviation
                    + " must have " + RgbImage.CHANNELS + " values each");
        }
        if (standardDeviation.stream().anyMatch(value -> !(value > 0))) {
            throw new IllegalArgumentException("standard deviation " + standardDeviation + " must be positive");
        }
    }

    /**
     * Reads a {@code preprocessor_config.json} of CLIP.
     *
     * @throws InvalidDataException if a value is missing, is out of range, or asks for what is not done here
     * @throws IOException if the file cannot be read
     */
    public static PixelSettings read(Path file) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(file.toFile());
        } catch (JsonProcessingException e) {
            throw new InvalidDataException(
                    file + ":" + e.getLocation().getLineNr() + ": not valid JSON: " + e.getOriginalMessage(), e);
        }
        for (String step : List.of("do_resize", "do_center_crop", "do_normalize", "do_rescale")) {
            require(root.path(step).asBoolean(true), file, step, root.get(step), "true");
        }
        require(root.path("resample").asInt(BICUBIC) == BICUBIC, file, "resample", root.get("resample"), "3, bicubic");
        double scale = root.path("rescale_factor").asDouble(BYTE_SCALE);
        require(
                Math.abs(scale - BYTE_SCALE) < SCALE_TOLERANCE,
                file,
                "rescale_factor",
                root.get("rescale_factor"),
                "1/255");
        int resize = extent(root, "size", file);
        int size = root.has("crop_size") ? extent(root, "crop_size", file) : resize;
        try {
            return new PixelSettings(
                    resize, size, channels(root, "image_mean", file), channels(root, "image_std", file));
        } catch (IllegalArgumentException e) {
            throw new InvalidDataException(file + ": " + e.getMessage(), e);
        }
    }

    /** A number, or an object with the shortest edge, or one with the same height and width. */
    private static int extent(JsonNode root, String key, Path file) throws InvalidDataException {
        JsonNode value = root.path(key);
        JsonNode extent = value;
        if (value.has("shortest_edge")) {
            extent = value.get("shortest_edge");
        } else if (value.has("height") && value.get("height").equals(value.get("width"))) {
            extent = value.get("height");
        }
        require(
                extent.isInt() && extent.asInt() > 0,
                file,
                key,
                root.get(key),
                "a positive number, {\"shortest_edge\": number}, or {\"height\": number, \"width\": the same}");
        return extent.asInt();
    }

    private static List<Double> channels(JsonNode root, String key, Path file) throws InvalidDataException {
        JsonNode value = root.path(key);
        boolean fits = value.isArray() && value.size() == RgbImage.CHANNELS;
        for (JsonNode channel : value) {
            fits &= channel.isNumber();
        }
        require(fits, file, key, root.get(key), "three numbers");
        return List.of(
                value.get(0).asDouble(), value.get(1).asDouble(), value.get(2).asDouble());
    }

    private static void require(boolean condition, Path file, String key, @Nullable JsonNode value, String expected)
            throws InvalidDataException {
        if (!condition) {
            throw new InvalidDataException(
                    file + ": " + key + " is " + (value == null ? "missing" : value) + ", expected " + expected);
        }
    }
}
