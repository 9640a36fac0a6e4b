package org.prumerge4j.experiments.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.schema.Architecture;
import org.prumerge4j.experiments.schema.DataSection;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.FileCheck;
import org.prumerge4j.experiments.schema.ModelSection;
import org.prumerge4j.experiments.yaml.Bound;
import org.prumerge4j.experiments.yaml.Problem;

/** Which files of an experiment are missing, and where published ones are to be had. */
public final class Downloads {
    private static final String LLAVA_DATA = "llava_v1_5_mix665k.json";
    private static final String CAPTION_DATA = "blip_laion_cc_sbu_558k.json";
    private static final String CAPTIONS = "liuhaotian/LLaVA-Pretrain";
    private static final String HUB = "huggingface-cli download ";
    private static final String LARGE = "13b";

    private final Experiment experiment;
    private final String size;
    private final boolean published;

    private Downloads(Experiment experiment) {
        this.experiment = experiment;
        Architecture architecture = experiment.model().architecture();
        this.published = architecture != null;
        this.size = architecture != null && architecture.text().endsWith(LARGE) ? LARGE : "7b";
    }

    /** One line for everything missing, with further lines for where to get it; empty if nothing is missing. */
    public static List<String> missing(Bound<Experiment> experiment) {
        Downloads downloads = new Downloads(experiment.value());
        List<String> lines = new ArrayList<>();
        for (Problem problem : FileCheck.check(experiment)) {
            lines.add(problem.path() + ": " + problem.message());
            downloads.advice(problem.path()).ifPresent(advice -> lines.add("  get it: " + advice));
        }
        return lines;
    }

    private Optional<String> advice(String key) {
        ModelSection model = experiment.model();
        return switch (key) {
            case "model.llava" -> hub("llava-hf/llava-1.5-" + size + "-hf", model.llava());
            case "model.language-model" -> hub("lmsys/vicuna-" + size + "-v1.5", model.languageModel());
            case "model.vision-tower" -> hub("openai/clip-vit-large-patch14-336", model.visionTower());
            case "model.projector" ->
                hub("liuhaotian/llava-v1.5-mlp2x-336px-pretrain-vicuna-" + size + "-v1.5", model.projector());
            case "data.instructions" -> instructions();
            case "data.images" -> images();
            default -> Optional.empty();
        };
    }

    private Optional<String> hub(String repository, @Nullable Path folder) {
        return published && folder != null
                ? Optional.of(HUB + repository + " --local-dir " + folder)
                : Optional.empty();
    }

    private Optional<String> instructions() {
        Path folder = experiment.data().instructions().getParent();
        if (isCaptionData() && folder != null) {
            return Optional.of(HUB + CAPTIONS + " --repo-type dataset --local-dir " + folder);
        }
        return isLlavaData() && folder != null
                ? Optional.of(HUB + "liuhaotian/LLaVA-Instruct-150K " + LLAVA_DATA + " --repo-type dataset --local-dir "
                        + folder)
                : Optional.empty();
    }

    private Optional<String> images() {
        if (isCaptionData()) {
            return Optional.of("images.zip of " + CAPTIONS + ", unpacked there");
        }
        return isLlavaData()
                ? Optional.of("coco/train2017 from http://images.cocodataset.org/zips/train2017.zip, gqa/images from"
                        + " https://downloads.cs.stanford.edu/nlp/data/gqa/images.zip, textvqa/train_images from"
                        + " https://dl.fbaipublicfiles.com/textvqa/images/train_val_images.zip, vg/VG_100K and"
                        + " vg/VG_100K_2 from https://cs.stanford.edu/people/rak248/VG_100K_2/ (images.zip,"
                        + " images2.zip), ocr_vqa/images by the script of https://ocr-vqa.github.io, all named .jpg")
                : Optional.empty();
    }

    private boolean isCaptionData() {
        return experiment.data().instructions().endsWith(CAPTION_DATA);
    }

    private boolean isLlavaData() {
        DataSection data = experiment.data();
        return data.instructions().endsWith(LLAVA_DATA);
    }
}
