package org.prumerge4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.cli.CommandRunner.Result;

/** The shipped configuration of LLaVA-1.5-7B with PruMerge+ on a machine that has neither checkpoints nor data. */
class WithoutDataTest {
    private static final String CONFIG =
            System.getProperty("project.root") + "/experiments/configs/llava-1.5-7b/prumerge-plus.yaml";

    @TempDir
    private Path folder;

    private Result run(String command, String... more) {
        String[] all = new String[more.length + 4];
        all[0] = command;
        all[1] = CONFIG;
        all[2] = "root=" + folder;
        all[3] = "output=" + folder.resolve("run");
        System.arraycopy(more, 0, all, 4, more.length);
        return CommandRunner.run(all);
    }

    @Test
    void validateFindsTheConfigurationRightAndNamesWhatIsMissing() {
        Result result = run("validate");

        assertThat(result.code()).isEqualTo(ExitCode.FILES_MISSING);
        assertThat(result.out()).startsWith(CONFIG + ": valid");
        assertThat(result.err().lines())
                .containsExactly(
                        "  model.language-model: " + folder.resolve("checkpoints/vicuna-7b-v1.5")
                                + ": there is no such folder",
                        "    get it: huggingface-cli download lmsys/vicuna-7b-v1.5 --local-dir "
                                + folder.resolve("checkpoints/vicuna-7b-v1.5"),
                        "  model.vision-tower: " + folder.resolve("checkpoints/clip-vit-large-patch14-336")
                                + ": there is no such folder",
                        "    get it: huggingface-cli download openai/clip-vit-large-patch14-336 --local-dir "
                                + folder.resolve("checkpoints/clip-vit-large-patch14-336"),
                        "  model.projector: " + folder.resolve("checkpoints/projector-7b")
                                + ": there is no such file or folder",
                        "    get it: huggingface-cli download"
                                + " liuhaotian/llava-v1.5-mlp2x-336px-pretrain-vicuna-7b-v1.5 --local-dir "
                                + folder.resolve("checkpoints/projector-7b"),
                        "  data.instructions: " + folder.resolve("datasets/llava/llava_v1_5_mix665k.json")
                                + ": there is no such file",
                        "    get it: huggingface-cli download liuhaotian/LLaVA-Instruct-150K llava_v1_5_mix665k.json"
                                + " --repo-type dataset --local-dir " + folder.resolve("datasets/llava"),
                        "  data.images: " + folder.resolve("datasets/llava/images") + ": there is no such folder",
                        result.err().lines().skip(9).findFirst().orElse("nothing"));
        assertThat(result.err()).contains("coco/train2017 from http://images.cocodataset.org/zips/train2017.zip");
    }

    @Test
    void planPlansAndNamesTheSame() {
        Result result = run("plan", "--samples", "llava-1.5", "--memory", "512GB", "--disk", "1TB");

        assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
        assertThat(result.out()).contains("missing files").endsWith("The run fits." + System.lineSeparator());
        run("validate").err().lines().forEach(line -> assertThat(result.out()).contains(line.strip()));
    }

    @Test
    void checkDataNamesTheDataAndWritesAReport() {
        Result result = run("check-data");

        assertThat(result.code()).isEqualTo(ExitCode.FILES_MISSING);
        assertThat(result.out())
                .contains(
                        "missing instruction file (data.instructions): "
                                + folder.resolve("datasets/llava/llava_v1_5_mix665k.json"),
                        "missing tokenizer (tokenizer.model or tokenizer.json): "
                                + folder.resolve("checkpoints/vicuna-7b-v1.5"),
                        folder.resolve("datasets/llava/images/coco/train2017") + ", needed by 364,100 records");
        assertThat(folder.resolve("run/check-data.json")).isNotEmptyFile();
    }

    @Test
    void trainingDoesNotBegin() {
        Result result = run("train");

        assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).contains("model.language-model", "data.images");
        assertThat(folder.resolve("run")).doesNotExist();
    }
}
