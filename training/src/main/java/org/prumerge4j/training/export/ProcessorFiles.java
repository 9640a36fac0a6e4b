package org.prumerge4j.training.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.apache.commons.io.IOUtils;
import org.prumerge4j.data.image.PixelSettings;
import org.prumerge4j.model.config.ImageAspect;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.io.StrictJson;

/** The files from which transformers makes LLaVA's processor: pixels, placeholders, prompt template, generation. */
final class ProcessorFiles {
    private static final double BYTE_SCALE = 1 / 255.0;
    /** Pillow's number of bicubic resampling. */
    private static final int BICUBIC = 3;

    private static final String TEMPLATE = "chat_template.jinja";

    private final AtomicFiles files;

    ProcessorFiles(AtomicFiles files) {
        this.files = files;
    }

    /**
     * Writes all files.
     *
     * @param padId id that generation pads with
     */
    void write(Path folder, LlavaConfig config, PixelSettings pixels, int bosId, int eosId, int padId)
            throws IOException {
        writePreprocessor(folder, config, pixels);
        ObjectNode processor = StrictJson.object();
        processor.put("processor_class", "LlavaProcessor");
        processor.put("image_token", TokenizerFiles.IMAGE);
        // [CLS] is an image token the processor counts and then takes away.
        processor.put("num_additional_image_tokens", 1);
        processor.put("patch_size", config.vision().patchSize());
        processor.put("vision_feature_select_strategy", "default");
        files.writeFile(folder.resolve("processor_config.json"), StrictJson.format(processor));
        ObjectNode generation = StrictJson.object();
        generation.put("_from_model_config", true);
        generation.put("bos_token_id", bosId);
        generation.put("eos_token_id", eosId);
        generation.put("pad_token_id", padId);
        files.writeFile(folder.resolve("generation_config.json"), StrictJson.format(generation));
        files.writeFile(folder.resolve(TEMPLATE), template());
    }

    private static byte[] template() throws IOException {
        try (InputStream resource = ProcessorFiles.class.getResourceAsStream(TEMPLATE)) {
            if (resource == null) {
                throw new IOException("this program was packed without its resource " + TEMPLATE);
            }
            return IOUtils.toByteArray(resource);
        }
    }

    /** Writes what the tower expects of pixels. */
    void writePreprocessor(Path folder, LlavaConfig config, PixelSettings pixels) throws IOException {
        ObjectNode json = StrictJson.object();
        boolean pad = config.imageAspect() == ImageAspect.PAD;
        json.put("image_processor_type", pad ? "LlavaImageProcessor" : "CLIPImageProcessor");
        json.put("processor_class", "LlavaProcessor");
        json.put("do_convert_rgb", true);
        json.put("do_pad", pad);
        json.put("do_resize", true);
        json.putObject("size").put("shortest_edge", pixels.resize());
        json.put("resample", BICUBIC);
        json.put("do_center_crop", true);
        json.putObject("crop_size").put("height", pixels.size()).put("width", pixels.size());
        json.put("do_rescale", true);
        json.put("rescale_factor", BYTE_SCALE);
        json.put("do_normalize", true);
        ArrayNode mean = json.putArray("image_mean");
        pixels.mean().forEach(mean::add);
        ArrayNode deviation = json.putArray("image_std");
        pixels.standardDeviation().forEach(deviation::add);
        files.writeFile(folder.resolve("preprocessor_config.json"), StrictJson.format(json));
    }
}
