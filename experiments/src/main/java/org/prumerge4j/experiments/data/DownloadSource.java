package org.prumerge4j.experiments.data;

import java.util.Arrays;
import java.util.Optional;

/** Where the parts of LLaVA-1.5's instruction data come from (project documentation of LLaVA). */
public enum DownloadSource {
    /** Photographs of everyday scenes. */
    COCO("coco/train2017", 364_100, "http://images.cocodataset.org/zips/train2017.zip"),
    /** Photographs with compositional questions. */
    GQA("gqa/images", 72_140, "https://downloads.cs.stanford.edu/nlp/data/gqa/images.zip"),
    /** Book covers; loaded one by one by a script, and some of its addresses are dead. */
    OCR_VQA(
            "ocr_vqa/images",
            80_000,
            "the download script at https://drive.google.com/drive/folders/1_GYPY5UkUy7HIcR0zq3ZCFgeZN7BAfm_ (name all"
                    + " files *.jpg; leave out records of images that are gone with check-data --write-clean)"),
    /** Photographs with text. */
    TEXT_VQA("textvqa/train_images", 21_953, "https://dl.fbaipublicfiles.com/textvqa/images/train_val_images.zip"),
    /** Visual Genome, first part; the count is that of both. */
    VISUAL_GENOME(
            "vg/VG_100K",
            86_417,
            "https://cs.stanford.edu/people/rak248/VG_100K_2/images.zip (the number counts both parts)"),
    /** Visual Genome, second part; the count is that of both. */
    VISUAL_GENOME_2(
            "vg/VG_100K_2",
            86_417,
            "https://cs.stanford.edu/people/rak248/VG_100K_2/images2.zip (the number counts both parts)");

    /** How to get the instruction file. */
    public static final String INSTRUCTIONS =
            "huggingface-cli download liuhaotian/LLaVA-Instruct-150K llava_v1_5_mix665k.json --repo-type dataset";
    /** How to get LLaVA-1.5's tokeniser. */
    public static final String TOKENIZER =
            "LLaVA-1.5 has that of Vicuna: huggingface-cli download lmsys/vicuna-7b-v1.5 (or -13b-v1.5)";

    private final String folder;
    private final int records;
    private final String place;

    DownloadSource(String folder, int records, String place) {
        this.folder = folder;
        this.records = records;
        this.place = place;
    }

    /** Folder below the image folder that the records expect. */
    public String folder() {
        return folder;
    }

    /** Records of {@code llava_v1_5_mix665k.json} with images from there. */
    public int records() {
        return records;
    }

    /** An address, or what to do. */
    public String place() {
        return place;
    }

    /** The source of a folder below the image folder. */
    public static Optional<DownloadSource> of(String folder) {
        return Arrays.stream(values())
                .filter(source -> source.folder.equals(folder))
                .findFirst();
    }
}
