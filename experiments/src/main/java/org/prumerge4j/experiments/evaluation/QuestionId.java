package org.prumerge4j.experiments.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigInteger;
import org.prumerge4j.data.InvalidDataException;
import org.prumerge4j.experiments.evaluation.format.JsonFields;

/**
 * Name of a question. Some benchmarks write it as a JSON number, some as a string; scorers compare {@link #text}.
 *
 * @param number whether files have it as a number; {@code text} is then its decimal digits
 */
public record QuestionId(String text, boolean number) {
    /** The id in a field of a JSON object. */
    public static QuestionId of(JsonFields fields, String name) throws InvalidDataException {
        JsonNode value = fields.textOrInteger(name);
        return new QuestionId(value.asText(), value.isNumber());
    }

    /** As it stands in a JSON file. */
    public JsonNode json() {
        return number
                ? JsonNodeFactory.instance.numberNode(new BigInteger(text))
                : JsonNodeFactory.instance.textNode(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
