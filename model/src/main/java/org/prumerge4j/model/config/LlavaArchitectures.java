package org.prumerge4j.model.config;

import java.util.Optional;

/** The published architectures. */
public final class LlavaArchitectures {
    /** The vision half of {@code openai/clip-vit-large-patch14-336}: 303,507,456 parameters. */
    public static final VisionConfig CLIP_VIT_L_14_336 = new VisionConfig(1024, 4096, 24, 16, 336, 14, 1e-5);

    /** The vision half of {@code openai/clip-vit-large-patch14}, for images of 224 pixels. */
    public static final VisionConfig CLIP_VIT_L_14 = new VisionConfig(1024, 4096, 24, 16, 224, 14, 1e-5);

    /** {@code lmsys/vicuna-7b-v1.5}: 6,738,415,616 parameters. */
    public static final DecoderConfig VICUNA_7B = new DecoderConfig(4096, 11008, 32, 32, 32, 32000, 1e-5, 10000, 4096);

    /** {@code lmsys/vicuna-13b-v1.5}: 13,015,864,320 parameters. */
    public static final DecoderConfig VICUNA_13B = new DecoderConfig(5120, 13824, 40, 40, 40, 32000, 1e-5, 10000, 4096);

    /** LLaVA-1.5-7B: CLIP ViT-L/14 at 336 pixels, {@code mlp2x_gelu}, Vicuna 7B; images padded. */
    public static final LlavaConfig LLAVA_1_5_7B =
            LlavaConfig.of(CLIP_VIT_L_14_336, VICUNA_7B, 2).withImageAspect(ImageAspect.PAD);

    /** LLaVA-1.5-13B: CLIP ViT-L/14 at 336 pixels, {@code mlp2x_gelu}, Vicuna 13B; images padded. */
    public static final LlavaConfig LLAVA_1_5_13B =
            LlavaConfig.of(CLIP_VIT_L_14_336, VICUNA_13B, 2).withImageAspect(ImageAspect.PAD);

    private LlavaArchitectures() {}

    /** The tower that LLaVA configurations mean by a name in {@code mm_vision_tower}, if it is a published one. */
    public static Optional<VisionConfig> visionTower(String name) {
        return switch (name) {
            case "openai/clip-vit-large-patch14-336" -> Optional.of(CLIP_VIT_L_14_336);
            case "openai/clip-vit-large-patch14" -> Optional.of(CLIP_VIT_L_14);
            default -> Optional.empty();
        };
    }
}
