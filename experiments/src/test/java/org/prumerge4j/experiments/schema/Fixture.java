package org.prumerge4j.experiments.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder with everything the experiment file in it names; the files are empty or minimal. */
final class Fixture {
    static final String MINIMAL =
            """
            name: test
            model: {language-model: vicuna, vision-tower: clip, projector: projector}
            data: {instructions: data.json, images: images}
            reducer: {name: prumerge, preset: reference, min-keep: 2}
            lora: {rank: 4}
            output: runs/test
            """;

    private final Path folder;

    private Fixture(Path folder) {
        this.folder = folder;
    }

    static Fixture in(Path folder) throws IOException {
        Fixture fixture = new Fixture(folder);
        fixture.write("data.json", "[]");
        Files.createDirectories(folder.resolve("images"));
        fixture.write("vicuna/config.json", "{}");
        fixture.write("vicuna/tokenizer.model", "");
        fixture.write("vicuna/a.bin", "weights");
        fixture.write("vicuna/b.bin", "weights");
        fixture.write("vicuna/pytorch_model.bin.index.json", "{\"weight_map\": {\"x\": \"a.bin\", \"y\": \"b.bin\"}}");
        fixture.write("clip/config.json", "{}");
        fixture.write("clip/model.safetensors", "weights");
        fixture.write("projector/mm_projector.bin", "weights");
        fixture.write("experiment.yaml", MINIMAL);
        return fixture;
    }

    Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    void delete(String name) throws IOException {
        Files.delete(folder.resolve(name));
    }

    Path file() {
        return folder.resolve("experiment.yaml");
    }

    Path path(String name) {
        return folder.resolve(name);
    }
}
