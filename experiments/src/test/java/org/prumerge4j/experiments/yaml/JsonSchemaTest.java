package org.prumerge4j.experiments.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JsonSchemaTest {
    private JsonNode schema;

    @BeforeEach
    void generate() throws JsonProcessingException {
        schema = new ObjectMapper().readTree(JsonSchema.of(Sample.class, "Sample"));
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }

    @Test
    void closesSectionsAndNamesRequiredKeys() throws JsonProcessingException {
        assertThat(schema.path("title").asText()).isEqualTo("Sample");
        assertThat(schema.path("required")).isEqualTo(json("['name']"));
        assertThat(schema.path("additionalProperties").asBoolean(true)).isFalse();
        assertThat(schema.at("/properties/open/additionalProperties").asBoolean(false))
                .isTrue();
    }

    @Test
    void carriesHelpBoundsAndDefaults() throws JsonProcessingException {
        assertThat(schema.at("/properties/count"))
                .isEqualTo(json("{'type':'integer','minimum':1,'maximum':10,'description':'Count.','default':3}"));
        assertThat(schema.at("/properties/rate"))
                .isEqualTo(json("{'type':'number','exclusiveMinimum':0,'exclusiveMaximum':1,'description':'Rate.',"
                        + "'default':1e-4}"));
        assertThat(schema.at("/properties/pair"))
                .isEqualTo(json("{'type':'array','items':{'type':'number','minimum':0},'minItems':2,'maxItems':2,"
                        + "'description':'Pair.','default':[0.5,1]}"));
        assertThat(schema.at("/properties/colour"))
                .isEqualTo(json("{'enum':['deep-blue','red'],'description':'Colour.','default':'deep-blue'}"));
        assertThat(schema.at("/properties/on"))
                .isEqualTo(json("{'type':'boolean','description':'Switch.','default':true}"));
        assertThat(schema.at("/properties/weights/additionalProperties")).isEqualTo(json("{'type':'number'}"));
    }

    @Test
    void allowsNullWhereItSwitchesOff() throws JsonProcessingException {
        assertThat(schema.at("/properties/file"))
                .isEqualTo(json("{'anyOf':[{'type':'string'},{'type':'null'}],'description':'File.'}"));
        assertThat(schema.at("/properties/list/items/properties/low/type").asText())
                .isEqualTo("integer");
    }
}
