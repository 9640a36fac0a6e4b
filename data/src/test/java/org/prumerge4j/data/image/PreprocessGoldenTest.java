package org.prumerge4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.prumerge4j.testing.GoldenCases;
import org.prumerge4j.testing.GoldenTensors;

/** Pixel values of {@code preprocess.safetensors}. */
class PreprocessGoldenTest {
    private static final float TOLERANCE = 1e-6f;

    /** Decoders of JPEG may differ by some grey levels, of which one is about 0.015. */
    private static final float LOSSY_TOLERANCE = 0.1f;

    @Test
    void pixelsAreThoseOfTheReference() throws IOException {
        PixelSettings settings = PixelSettings.read(GoldenCases.path("checkpoints/clip/preprocessor_config.json"));
        GoldenTensors golden = GoldenCases.tensors("preprocess.safetensors");

        assertThat(golden.names()).isNotEmpty();
        for (String name : golden.names()) {
            int slash = name.indexOf('/');
            AspectRatio aspectRatio =
                    AspectRatio.valueOf(name.substring(0, slash).toUpperCase(Locale.ROOT));
            RgbImage image = new ImageReader().read(GoldenCases.path("images/" + name.substring(slash + 1)));

            boolean lossless = name.endsWith(".png") || name.endsWith(".gif");
            float[] values = new ImagePreprocessor(settings, aspectRatio).preprocess(image);

            assertThat(golden.shape(name)).as(name).containsExactly(3, settings.size(), settings.size());
            assertThat(values)
                    .as(name)
                    .containsExactly(golden.floats(name), offset(lossless ? TOLERANCE : LOSSY_TOLERANCE));
        }
    }
}
