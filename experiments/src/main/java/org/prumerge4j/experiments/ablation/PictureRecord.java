package org.prumerge4j.experiments.ablation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import org.prumerge4j.data.image.RgbImage;
import org.prumerge4j.experiments.picture.KeptTokenPicture;
import org.prumerge4j.experiments.run.ImageReductions.Reduction;
import org.prumerge4j.model.io.StrictJson;
import org.prumerge4j.prumerge.MergeMatrix;

/** A reduced image as the JSON of a run has it: the square the tower sees, and the rows of the merge matrix. */
final class PictureRecord {
    private static final double DIGITS = 1e5;

    private PictureRecord() {}

    static JsonNode of(Path file, Reduction reduction) throws IOException {
        ObjectNode record = StrictJson.object();
        record.put("image", String.valueOf(file.getFileName()));
        record.put("png", Base64.getEncoder().encodeToString(KeptTokenPicture.png(plain(reduction.seen()))));
        record.put("grid", reduction.gridWidth());
        MergeMatrix merge = reduction.merge();
        ArrayNode tokens = record.putArray("tokens");
        for (int row = 0; row < merge.rows(); row++) {
            ObjectNode token = tokens.addObject();
            token.put("centre", merge.centres()[row]);
            StringBuilder from = new StringBuilder();
            for (int entry = merge.rowStarts()[row]; entry < merge.rowStarts()[row + 1]; entry++) {
                from.append(from.isEmpty() ? "" : " ")
                        .append(merge.columns()[entry])
                        .append(':');
                from.append(Math.round(merge.weights()[entry] * DIGITS) / DIGITS);
            }
            token.put("from", from.toString());
        }
        return record;
    }

    private static BufferedImage plain(RgbImage image) {
        BufferedImage plain = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        byte[] rgb = image.rgb();
        for (int i = 0; i < image.width() * image.height(); i++) {
            int colour = 0;
            for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                colour = (colour << Byte.SIZE) | (rgb[i * RgbImage.CHANNELS + channel] & 0xFF);
            }
            plain.setRGB(i % image.width(), i / image.width(), colour);
        }
        return plain;
    }
}
