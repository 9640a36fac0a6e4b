package org.prumerge4j.prumerge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EachImageTest {
    @Test
    void resultsComeInOrder() {
        for (int images : new int[] {0, 1, 2, 3, 50}) {
            assertThat(EachImage.map(images, image -> "image " + image))
                    .isEqualTo(IntStream.range(0, images)
                            .mapToObj(image -> "image " + image)
                            .toList());
        }
    }

    @Test
    void anErrorIsTheCallers() {
        assertThatThrownBy(() -> EachImage.map(9, image -> {
                    if (image == 4) {
                        throw new IllegalArgumentException("image 4 is not one");
                    }
                    return image;
                }))
                .hasMessageContaining("image 4 is not one");
    }
}
