package org.prumerge4j.experiments.yaml;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads YAML 1.2 (core schema, hence JSON too) into a {@link Tree}. */
public final class YamlReader {
    private static final int MAX_ALIASES = 50;
    private static final int MAX_CODE_POINTS = 1 << 20;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private YamlReader() {}

    /**
     * Reads a file; relative paths in it start at its folder.
     *
     * @throws ConfigException if it does not exist, is not UTF-8 or not YAML, or if its top level is not a mapping
     * @throws IOException if it cannot be read
     */
    public static Document read(Path file) throws IOException {
        Path parent = file.toAbsolutePath().normalize().getParent();
        Path folder = parent == null ? file.toAbsolutePath() : parent;
        String text;
        try {
            text = Files.readString(file);
        } catch (CharacterCodingException e) {
            throw unreadable(file, folder, "the file is not UTF-8 text");
        } catch (NoSuchFileException e) {
            throw unreadable(file, folder, "there is no such file");
        }
        String content = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        Source source = new Source(file.toString(), folder, content.lines().toList(), true);
        List<Problem> problems = new ArrayList<>();
        Tree tree = parse(content, source, 1, problems);
        if (tree instanceof Tree.Mapping mapping) {
            return new Document(mapping, problems);
        }
        throw new ConfigException(List.of(
                new Problem(tree.place(), "", "expected keys and values at the top level, found " + tree.describe())));
    }

    private static ConfigException unreadable(Path file, Path folder, String what) {
        Place place = new Place(new Source(file.toString(), folder, List.of(), false), 1, 1);
        return new ConfigException(List.of(new Problem(place, "", what)));
    }

    /**
     * Reads one value.
     *
     * @param firstColumn column of the source at which the text starts, from 1
     * @param problems receives what is wrong with a value that can be read all the same
     * @throws ConfigException if the text is not YAML
     */
    static Tree parse(String text, Source source, int firstColumn, List<Problem> problems) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(source.name())
                .setSchema(new CoreSchema())
                .setMaxAliasesForCollections(MAX_ALIASES)
                // Refused with a better message when nodes are converted.
                .setAllowNonScalarKeys(true)
                .setCodePointLimit(MAX_CODE_POINTS)
                .build();
        NodeConverter converter = new NodeConverter(source, firstColumn - 1, problems);
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            return converter.convert(root);
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
            throw syntaxError(converter.place(mark), String.valueOf(e.getProblem()));
        } catch (YamlEngineException e) {
            throw syntaxError(converter.place(Optional.empty()), String.valueOf(e.getMessage()));
        }
    }

    private static ConfigException syntaxError(Place place, String what) {
        return new ConfigException(List.of(new Problem(place, "", "not valid YAML: " + what)));
    }
}
