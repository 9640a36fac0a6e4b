package org.prumerge4j.training.llava;

import java.awt.image.BufferedImage;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** A data set with the number of records and the parts of LLaVA-1.5's mix, and small images that many records share. */
final class SyntheticMix {
    static final int RECORDS = 665_298;

    private static final String TEXT = "";
    private static final Map<String, Integer> PARTS = parts();
    private static final int IMAGES = 100;
    private static final String[] WORDS = {
        "a", "red", "table", "standing", "caf\u00e9", "with", "on", "\u732b", "yes", "bicycle"
    };

    private final SplittableRandom random = new SplittableRandom(1);

    private static Map<String, Integer> parts() {
        Map<String, Integer> parts = new LinkedHashMap<>();
        parts.put("coco/train2017", 364_100);
        parts.put("gqa/images", 72_140);
        parts.put("ocr_vqa/images", 80_000);
        parts.put("textvqa/train_images", 21_953);
        parts.put("vg/VG_100K", 43_209);
        parts.put("vg/VG_100K_2", 43_208);
        parts.put(TEXT, 40_688);
        return parts;
    }

    /** Writes {@code data.json} and {@code images} into a folder. */
    void write(Path folder) throws IOException {
        for (String part : PARTS.keySet()) {
            if (!part.equals(TEXT)) {
                images(folder.resolve("images").resolve(part));
            }
        }
        List<String> order = new ArrayList<>(RECORDS);
        PARTS.forEach((part, count) -> order.addAll(Collections.nCopies(count, part)));
        Collections.shuffle(order, new Random(1));
        try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("data.json"))) {
            for (int i = 0; i < order.size(); i++) {
                out.write(i == 0 ? "[" : ",\n");
                record(i, order.get(i), out);
            }
            out.write("]");
        }
    }

    private void images(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < IMAGES; i++) {
            BufferedImage image = new BufferedImage(16 + i % 9, 12 + i % 7, BufferedImage.TYPE_INT_RGB);
            image.setRGB(i % 12, i % 10, 0x10101 * i);
            ImageIO.write(
                    image,
                    i % 2 == 0 ? "png" : "jpg",
                    folder.resolve(i + ".jpg").toFile());
        }
    }

    private void record(int number, String part, BufferedWriter out) throws IOException {
        boolean text = part.equals(TEXT);
        out.write("{\"id\": \"" + String.format("%012d", number) + "\", ");
        out.write(text ? "\"model\": \"\", " : "\"image\": \"" + part + "/" + random.nextInt(IMAGES) + ".jpg\", ");
        out.write("\"conversations\": [");
        int rounds = 1 + random.nextInt(text ? 8 : 5);
        for (int round = 0; round < rounds; round++) {
            out.write(round == 0 ? "" : ", ");
            out.write("{\"from\": \"human\", \"value\": \"" + (round == 0 && !text ? "<image>\\n" : ""));
            words(4 + random.nextInt(12), out);
            out.write("\"}, {\"from\": \"gpt\", \"value\": \"");
            words(1 + random.nextInt(text ? 200 : 60), out);
            out.write("\"}");
        }
        out.write("]}");
    }

    private void words(int count, BufferedWriter out) throws IOException {
        for (int i = 0; i < count; i++) {
            out.write(WORDS[random.nextInt(WORDS.length)]);
            out.write(' ');
        }
    }
}
