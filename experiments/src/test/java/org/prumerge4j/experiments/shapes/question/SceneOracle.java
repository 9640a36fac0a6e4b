package org.prumerge4j.experiments.shapes.question;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers questions by reading their words and the scene as it is written in {@code scenes-*.jsonl}. */
public final class SceneOracle {
    private static final String THING = "(\\w+ \\w+)";

    private final JsonNode scene;

    /** Knows one line of the file. */
    public SceneOracle(JsonNode scene) {
        this.scene = scene;
    }

    /** The right answer to a question whose options, if any, follow line by line. */
    public String answer(String prompt) {
        List<String> lines = List.of(prompt.replace("<image>", "").strip().split("\n"));
        String question = lines.get(0);
        for (String line : lines.subList(1, lines.size())) {
            if (line.matches("[A-D]\\. .*") && line.substring(3).equals(open(question))) {
                return line.substring(0, 1);
            }
        }
        return lines.stream().anyMatch(line -> line.startsWith("A. ")) ? "none" : open(question);
    }

    private String open(String question) {
        Matcher color = match("What color is the (\\w+)\\?", question);
        if (color.matches()) {
            return only(object -> is(object, "shape", color.group(1)), "color");
        }
        Matcher shape = match("What shape is the (\\w+) object\\?", question);
        if (shape.matches()) {
            return only(object -> is(object, "color", shape.group(1)), "shape");
        }
        Matcher property = match("What is the (texture|size) of the " + THING + "\\?", question);
        if (property.matches()) {
            return thing(property.group(2)).path(property.group(1)).asText();
        }
        if (question.equals("How many objects are in the image?")) {
            return String.valueOf(scene.path("objects").size());
        }
        Matcher tally = match("How many (\\w+) are in the image\\?", question);
        if (tally.matches()) {
            return String.valueOf(tally(tally.group(1)));
        }
        Matcher position = match("Where is the " + THING + " in the image\\?", question);
        if (position.matches()) {
            return quarter(thing(position.group(1)));
        }
        Matcher relation = match("Where is the " + THING + " relative to the " + THING + "\\?", question);
        if (relation.matches()) {
            return side(thing(relation.group(1)), thing(relation.group(2)));
        }
        if (question.equals("What is the text in the image?")) {
            return text();
        }
        Matcher character = match("What is the (first|last) character of the text\\?", question);
        if (character.matches()) {
            return character(character.group(1));
        }
        return claim(question) ? "yes" : "no";
    }

    private boolean claim(String question) {
        Matcher presence = match("Is there an? " + THING + " in the image\\?", question);
        if (presence.matches()) {
            return objects(object -> named(object, presence.group(1))).size() == 1;
        }
        Matcher larger = match("Is the " + THING + " larger than the " + THING + "\\?", question);
        if (larger.matches()) {
            return thing(larger.group(1)).path("radius").asDouble()
                    > thing(larger.group(2)).path("radius").asDouble();
        }
        Matcher shape = match("Is the (\\w+) object a (\\w+)\\?", question);
        if (shape.matches()) {
            return only(object -> is(object, "color", shape.group(1)), "shape").equals(shape.group(2));
        }
        Matcher count = match("Is the number of (\\w+) (\\d)\\?", question);
        if (count.matches()) {
            boolean all = count.group(1).equals("objects");
            long number = all ? scene.path("objects").size() : tally(count.group(1));
            return number == Long.parseLong(count.group(2));
        }
        Matcher position = match("Is the " + THING + " in the " + THING + " of the image\\?", question);
        if (position.matches()) {
            return quarter(thing(position.group(1))).equals(position.group(2));
        }
        Matcher relation = match(
                "Is the " + THING + " (?:to the )?(left|right|above|below)(?: of)? the " + THING + "\\?", question);
        if (relation.matches()) {
            return side(thing(relation.group(1)), thing(relation.group(3))).equals(relation.group(2));
        }
        Matcher text = match("Is the text in the image (\\w+)\\?", question);
        if (text.matches()) {
            return text().equals(text.group(1));
        }
        Matcher character = match("Is the (first|last) character of the text (\\w)\\?", question);
        if (character.matches()) {
            return character(character.group(1)).equals(character.group(2));
        }
        Matcher property = match("Is the " + THING + " (plain|striped|dotted|small|large)\\?", question);
        if (property.matches()) {
            JsonNode object = thing(property.group(1));
            return is(object, "texture", property.group(2)) || is(object, "size", property.group(2));
        }
        Matcher color = match("Is the (\\w+) (\\w+)\\?", question);
        if (color.matches()) {
            return only(object -> is(object, "shape", color.group(1)), "color").equals(color.group(2));
        }
        throw new IllegalArgumentException("not understood: " + question);
    }

    private static Matcher match(String pattern, String question) {
        return Pattern.compile(pattern).matcher(question);
    }

    private static boolean is(JsonNode object, String property, String value) {
        return object.path(property).asText().equals(value);
    }

    private static boolean named(JsonNode object, String name) {
        return (object.path("color").asText() + " " + object.path("shape").asText()).equals(name);
    }

    private List<JsonNode> objects(Predicate<JsonNode> wanted) {
        List<JsonNode> found = new ArrayList<>();
        scene.path("objects").forEach(object -> {
            if (wanted.test(object)) {
                found.add(object);
            }
        });
        return found;
    }

    private JsonNode thing(String name) {
        return single(objects(object -> named(object, name)));
    }

    private String only(Predicate<JsonNode> wanted, String property) {
        return single(objects(wanted)).path(property).asText();
    }

    private static JsonNode single(List<JsonNode> objects) {
        if (objects.size() != 1) {
            throw new IllegalStateException("a question speaks of one object and " + objects.size() + " are meant");
        }
        return objects.get(0);
    }

    private long tally(String plural) {
        String shape = plural.equals("crosses") ? "cross" : plural.substring(0, plural.length() - 1);
        return objects(object -> is(object, "shape", shape)).size();
    }

    private static String quarter(JsonNode object) {
        return (object.path("y").asDouble() < 56 ? "top " : "bottom ")
                + (object.path("x").asDouble() < 56 ? "left" : "right");
    }

    private static String side(JsonNode object, JsonNode other) {
        double dx = object.path("x").asDouble() - other.path("x").asDouble();
        double dy = object.path("y").asDouble() - other.path("y").asDouble();
        if (Math.abs(dx) > Math.abs(dy)) {
            return dx < 0 ? "left" : "right";
        }
        return dy < 0 ? "above" : "below";
    }

    private String text() {
        return scene.path("text").path("text").asText();
    }

    private String character(String place) {
        return place.equals("first") ? text().substring(0, 1) : text().substring(text().length() - 1);
    }
}
