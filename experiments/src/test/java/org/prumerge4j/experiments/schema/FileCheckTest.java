package org.prumerge4j.experiments.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.yaml.Problem;

class FileCheckTest {
    @TempDir
    Path folder;

    private Fixture fixture;

    @BeforeEach
    void createFiles() throws IOException {
        fixture = Fixture.in(folder);
    }

    private List<Problem> check(String... overrides) throws IOException {
        return FileCheck.check(ExperimentReader.read(fixture.file(), List.of(overrides)));
    }

    private List<String> messages(String... overrides) throws IOException {
        return check(overrides).stream()
                .map(p -> p.path() + ": " + p.message().replace(folder + "/", ""))
                .toList();
    }

    @Test
    void findsNothingWhenEverythingIsThere() throws IOException {
        assertThat(check()).isEmpty();
    }

    @Test
    void namesEverythingThatIsMissingAtTheKeyThatNamesIt() throws IOException {
        fixture.delete("vicuna/b.bin");
        fixture.delete("vicuna/tokenizer.model");
        fixture.delete("clip/config.json");
        fixture.delete("clip/model.safetensors");
        fixture.delete("projector/mm_projector.bin");
        fixture.delete("data.json");
        fixture.delete("images");

        assertThat(messages())
                .containsExactly(
                        "model.language-model: in vicuna files named by pytorch_model.bin.index.json are missing:"
                                + " b.bin",
                        "model.language-model: in vicuna there is no tokenizer.json or tokenizer.model",
                        "model.vision-tower: in clip there is no config.json",
                        "model.vision-tower: in clip there are no weights: expected model.safetensors,"
                                + " pytorch_model.bin or shards with one of the indices model.safetensors.index.json,"
                                + " pytorch_model.bin.index.json",
                        "model.projector: in projector there is no mm_projector.bin or mm_projector.safetensors",
                        "data.instructions: data.json: there is no such file",
                        "data.images: images: there is no such folder");
        assertThat(check().get(0).place()).hasToString(fixture.file() + ":2:25");
    }

    @Test
    void tellsFilesFromFolders() throws IOException {
        assertThat(messages(
                        "data.instructions=" + folder.resolve("images"),
                        "data.images=" + folder.resolve("data.json"),
                        "model={llava: '" + folder.resolve("data.json") + "'}",
                        "output=" + folder.resolve("data.json")))
                .containsExactly(
                        "model.llava: data.json: is a file, expected a folder",
                        "data.instructions: images: is a folder, expected a file",
                        "data.images: data.json: is a file, expected a folder",
                        "output: data.json is a file, expected a folder or nothing");
    }

    @Test
    void theProjectorMayBeAFile() throws IOException {
        assertThat(check("model.projector=" + fixture.path("projector/mm_projector.bin")))
                .isEmpty();
        assertThat(messages("model.projector=" + fixture.path("absent")))
                .containsExactly("model.projector: absent: there is no such file or folder");
    }

    @Test
    void recognisesPointersInThePlaceOfWeights() throws IOException {
        fixture.write("vicuna/a.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n");

        assertThat(messages())
                .containsExactly(
                        "model.language-model: vicuna/a.bin is a Git LFS pointer, not the weights: run 'git lfs"
                                + " pull' there");
    }

    @Test
    void reportsBrokenIndices() throws IOException {
        fixture.write("vicuna/pytorch_model.bin.index.json", "{");
        assertThat(messages()).singleElement().asString().contains("index.json is not readable JSON");

        fixture.write("vicuna/pytorch_model.bin.index.json", "{}");
        assertThat(messages()).singleElement().asString().contains("index.json has no 'weight_map'");
    }

    @Test
    void looksForTheImagesOfTheDemo() throws IOException {
        assertThat(messages("demo.questions=[{image: '" + fixture.path("no.png") + "', question: What?}]"))
                .containsExactly("demo.questions[0].image: no.png: there is no such file");
    }

    @Test
    void acceptsAnOutputFolderThatExists() throws IOException {
        Files.createDirectories(folder.resolve("runs/test"));

        assertThat(check()).isEmpty();
    }
}
