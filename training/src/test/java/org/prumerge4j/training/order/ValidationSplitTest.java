package org.prumerge4j.training.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ValidationSplitTest {
    /** Every third record is text; the others share images by up to five. */
    private static long[] images(int records) {
        return LongStream.range(0, records)
                .map(record -> record % 3 == 0 ? 0 : 1 + (record * 7) % 60)
                .toArray();
    }

    private static Set<Long> imagesOf(long[] images, int... records) {
        return Arrays.stream(records)
                .mapToObj(record -> images[record])
                .filter(image -> image != 0)
                .collect(Collectors.toSet());
    }

    @Test
    void everyRecordIsOnOneSideAndNoImageOnBoth() {
        long[] images = images(300);
        ValidationSplit split = ValidationSplit.of(images, 40, 5);
        assertThat(split.validation().length).isBetween(30, 40);
        assertThat(IntStream.concat(Arrays.stream(split.training()), Arrays.stream(split.validation()))
                        .sorted()
                        .toArray())
                .isEqualTo(IntStream.range(0, 300).toArray());
        assertThat(split.training()).isSorted();
        assertThat(split.validation()).isSorted();
        assertThat(imagesOf(images, split.validation()))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(imagesOf(images, split.training()));
        assertThat(Arrays.stream(split.validation()).filter(record -> images[record] == 0))
                .as("text takes part")
                .isNotEmpty();
    }

    @Test
    void dependsOnTheSeedAlone() {
        long[] images = images(300);
        assertThat(ValidationSplit.of(images, 40, 5).validation())
                .isEqualTo(ValidationSplit.of(images, 40, 5).validation())
                .isNotEqualTo(ValidationSplit.of(images, 40, 6).validation());
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> ValidationSplit.of(new long[3], 3, 1)).hasMessageContaining("cannot set aside 3 of 3");
        assertThatThrownBy(() -> ValidationSplit.of(new long[3], 0, 1)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> ValidationSplit.of(new long[] {7, 7, 7}, 2, 1))
                .hasMessageContaining("no image has as few as 2 records");
    }
}
