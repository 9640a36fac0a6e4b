package org.prumerge4j.experiments.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.InvalidDataException;
import org.prumerge4j.experiments.evaluation.format.JsonFields;

/**
 * One line of an answers file as LLaVA's evaluation writes it.
 *
 * @param prompt what was asked
 * @param text what the model answered; may be empty
 * @param answerId name of this answer; empty if the file has none
 * @param modelId what answered; empty if the file has none
 * @param metadata anything else, a JSON object; not copied
 */
public record Answer(
        QuestionId questionId, String prompt, String text, String answerId, String modelId, ObjectNode metadata) {
    private static final String QUESTION_ID = "question_id";
    private static final String PROMPT = "prompt";
    private static final String TEXT = "text";
    private static final String ANSWER_ID = "answer_id";
    private static final String MODEL_ID = "model_id";
    private static final String METADATA = "metadata";

    /** The answer in a JSON object; fields of other names, which some of LLaVA's scripts write, are passed over. */
    static Answer of(JsonFields fields) throws InvalidDataException {
        @Nullable JsonNode metadata = fields.optional(METADATA);
        if (metadata != null && !metadata.isObject()) {
            throw fields.invalid("\"metadata\": found " + metadata + ", expected an object");
        }
        return new Answer(
                QuestionId.of(fields, QUESTION_ID),
                fields.text(PROMPT),
                fields.text(TEXT),
                textOrEmpty(fields, ANSWER_ID),
                textOrEmpty(fields, MODEL_ID),
                metadata instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode());
    }

    private static String textOrEmpty(JsonFields fields, String name) throws InvalidDataException {
        @Nullable String text = fields.optionalText(name);
        return text == null ? "" : text;
    }

    /** The line of the file, as an object. */
    ObjectNode json() {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.set(QUESTION_ID, questionId.json());
        line.put(PROMPT, prompt).put(TEXT, text).put(ANSWER_ID, answerId).put(MODEL_ID, modelId);
        line.set(METADATA, metadata);
        return line;
    }
}
