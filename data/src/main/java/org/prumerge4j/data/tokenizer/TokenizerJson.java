package org.prumerge4j.data.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.prumerge4j.data.InvalidDataException;
import org.prumerge4j.data.tokenizer.LlamaVocabulary.Merge;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code tokenizer.json} of a LLaMA tokeniser.
 *
 * <p>Written is the legacy layout: a normaliser that puts U+2581 in front and in the place of spaces, and no
 * pre-tokeniser. Read are only vocabulary and merges; how a text is cut up is always the legacy way, whatever the file
 * says. That matters for files saved by transformers 5, whose {@code Metaspace} pre-tokeniser swallows a leading space,
 * and for added tokens such as {@code <image>}, which must not be cut out of texts that only mention them.
 */
public final class TokenizerJson {
    private static final Logger LOG = LoggerFactory.getLogger(TokenizerJson.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SPACE = "\u2581";
    private static final String UNKNOWN = "<unk>";
    private static final String BEGIN = "<s>";
    private static final String END = "</s>";
    private static final String FIRST_BYTE = "<0x00>";

    private TokenizerJson() {}

    /**
     * The text of a {@code tokenizer.json} in the legacy layout, for this program as well as for transformers.
     *
     * @param addedTokens further special tokens with their ids, such as {@code <image>} of llava-hf; may be empty
     */
    public static String write(LlamaVocabulary vocabulary, Map<String, Integer> addedTokens) {
        String unknown = vocabulary.pieces().get(vocabulary.unknownId());
        String begin = vocabulary.pieces().get(vocabulary.bosId());
        String end = vocabulary.pieces().get(vocabulary.eosId());
        ObjectNode root = JSON.createObjectNode();
        root.put("version", "1.0").putNull("truncation").putNull("padding");
        ArrayNode added = root.putArray("added_tokens");
        added.add(addedToken(unknown, vocabulary.unknownId()));
        added.add(addedToken(begin, vocabulary.bosId()));
        added.add(addedToken(end, vocabulary.eosId()));
        addedTokens.forEach((text, id) -> added.add(addedToken(text, id)));
        ArrayNode normalizers =
                root.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        normalizers.addObject().put("type", "Prepend").put("prepend", SPACE);
        normalizers.add(replace(" ", SPACE));
        root.putNull("pre_tokenizer");
        root.set("post_processor", beginInFront(begin, vocabulary.bosId()));
        root.set("decoder", decoder());
        root.set("model", model(vocabulary, unknown));
        return root.toString();
    }

    /**
     * Vocabulary and merges of a file.
     *
     * @throws InvalidDataException if the file is damaged or not of a LLaMA tokeniser
     * @throws IOException if the file cannot be read
     */
    public static LlamaVocabulary read(Path file) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(file.toFile());
        } catch (JsonProcessingException e) {
            throw new InvalidDataException(
                    file + ":" + e.getLocation().getLineNr() + ": not valid JSON: " + e.getOriginalMessage()
                            + "; fetch the file again",
                    e);
        }
        JsonNode model = root.path("model");
        boolean bpe = model.path("type").asText("BPE").equals("BPE")
                && model.path("vocab").isObject()
                && model.path("merges").isArray();
        require(bpe, file, "its model is no byte-pair encoding");
        require(
                model.path("byte_fallback").asBoolean() && model.path("vocab").has(FIRST_BYTE),
                file,
                "it has no byte fallback");
        List<String> pieces = pieces(model.get("vocab"), file);
        if (!root.path("pre_tokenizer").isNull() && !root.path("pre_tokenizer").isMissingNode()) {
            LOG.warn(
                    "{} has the pre-tokeniser {}; texts are cut up in the legacy way of LLaMA instead, with which"
                            + " Vicuna and LLaVA were trained",
                    file,
                    root.get("pre_tokenizer").path("type").asText());
        }
        return new LlamaVocabulary(
                pieces,
                merges(model.get("merges"), file),
                id(pieces, UNKNOWN, file),
                id(pieces, BEGIN, file),
                id(pieces, END, file));
    }

    private static List<String> pieces(JsonNode vocabulary, Path file) throws InvalidDataException {
        String[] pieces = new String[vocabulary.size()];
        for (Map.Entry<String, JsonNode> entry : vocabulary.properties()) {
            int id = entry.getValue().asInt(-1);
            boolean free = id >= 0 && id < pieces.length && pieces[id] == null;
            require(
                    free,
                    file,
                    "piece \"" + entry.getKey() + "\" has the id " + entry.getValue() + ", taken or not below "
                            + pieces.length);
            pieces[id] = entry.getKey();
        }
        return Arrays.asList(pieces);
    }

    private static List<Merge> merges(JsonNode array, Path file) throws InvalidDataException {
        List<Merge> merges = new ArrayList<>(array.size());
        for (JsonNode entry : array) {
            // Older files write "left right", newer ones ["left", "right"].
            String[] halves = entry.isArray() && entry.size() == 2
                    ? new String[] {entry.get(0).asText(), entry.get(1).asText()}
                    : entry.asText().split(" ", -1);
            require(halves.length == 2, file, "merge " + entry + " is not of two pieces");
            merges.add(new Merge(halves[0], halves[1]));
        }
        return merges;
    }

    private static int id(List<String> pieces, String piece, Path file) throws InvalidDataException {
        int id = pieces.indexOf(piece);
        require(id >= 0, file, "it has no piece " + piece);
        return id;
    }

    private static ObjectNode addedToken(String text, int id) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("content", text)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
    }

    private static ObjectNode replace(String pattern, String content) {
        ObjectNode replace = JSON.createObjectNode().put("type", "Replace");
        replace.putObject("pattern").put("String", pattern);
        return replace.put("content", content);
    }

    private static ObjectNode decoder() {
        ObjectNode sequence = JSON.createObjectNode().put("type", "Sequence");
        ArrayNode decoders = sequence.putArray("decoders");
        decoders.add(replace(SPACE, " "));
        decoders.addObject().put("type", "ByteFallback");
        decoders.addObject().put("type", "Fuse");
        decoders.addObject()
                .put("type", "Strip")
                .put("content", " ")
                .put("start", 1)
                .put("stop", 0);
        return sequence;
    }

    /** Puts {@code <s>} in front of a text, or of each of two, where the caller asks for special tokens. */
    private static ObjectNode beginInFront(String begin, int id) {
        ObjectNode processor = JSON.createObjectNode().put("type", "TemplateProcessing");
        ArrayNode single = processor.putArray("single");
        ArrayNode pair = processor.putArray("pair");
        single.add(templatePart("SpecialToken", begin, 0)).add(templatePart("Sequence", "A", 0));
        pair.add(templatePart("SpecialToken", begin, 0)).add(templatePart("Sequence", "A", 0));
        pair.add(templatePart("SpecialToken", begin, 1)).add(templatePart("Sequence", "B", 1));
        ObjectNode token =
                processor.putObject("special_tokens").putObject(begin).put("id", begin);
        token.putArray("ids").add(id);
        token.putArray("tokens").add(begin);
        return processor;
    }

    private static ObjectNode templatePart(String kind, String id, int typeId) {
        ObjectNode part = JSON.createObjectNode();
        part.putObject(kind).put("id", id).put("type_id", typeId);
        return part;
    }

    private static ObjectNode model(LlamaVocabulary vocabulary, String unknown) {
        ObjectNode model = JSON.createObjectNode();
        model.put("type", "BPE").putNull("dropout").put("unk_token", unknown);
        model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        model.put("fuse_unk", true).put("byte_fallback", true).put("ignore_merges", false);
        ObjectNode ids = model.putObject("vocab");
        for (int id = 0; id < vocabulary.pieces().size(); id++) {
            ids.put(vocabulary.pieces().get(id), id);
        }
        ArrayNode merges = model.putArray("merges");
        vocabulary.merges().forEach(merge -> merges.add(merge.left() + " " + merge.right()));
        return model;
    }

    private static void require(boolean condition, Path file, String problem) throws InvalidDataException {
        if (!condition) {
            throw new InvalidDataException(file + " is not a tokenizer as LLaMA, Vicuna and LLaVA have it: " + problem);
        }
    }
}
