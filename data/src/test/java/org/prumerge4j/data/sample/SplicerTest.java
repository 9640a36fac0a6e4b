package org.prumerge4j.data.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SplicerTest {
    private static final int IMAGE = ImageTokens.IMAGE_TOKEN_ID;
    private static final int NO = Labels.IGNORE;

    @Test
    void visualTokensTakeThePlaceOfTheImage() {
        EncodedSample sample =
                new EncodedSample("a", "x.png", new int[] {1, 7, IMAGE, 8, 9, 2}, new int[] {NO, NO, NO, NO, 9, 2});

        SplicedSample spliced = new Splicer(100).splice(sample, 3);

        assertThat(spliced.tokenIds()).containsExactly(1, 7, -1, -1, -1, 8, 9, 2);
        assertThat(spliced.visualRows()).containsExactly(-1, -1, 0, 1, 2, -1, -1, -1);
        assertThat(spliced.labels()).containsExactly(NO, NO, NO, NO, NO, NO, 9, 2);
        assertThat(spliced.length()).isEqualTo(8);
        assertThat(spliced.supervisedRows()).isEqualTo(2);
    }

    @Test
    void cutsAfterInserting() {
        EncodedSample sample =
                new EncodedSample("a", "x.png", new int[] {1, IMAGE, 8, 9, 2}, new int[] {NO, NO, NO, 9, 2});

        SplicedSample spliced = new Splicer(6).splice(sample, 3);

        assertThat(spliced.tokenIds()).containsExactly(1, -1, -1, -1, 8, 9);
        assertThat(spliced.visualRows()).containsExactly(-1, 0, 1, 2, -1, -1);
        assertThat(spliced.labels()).containsExactly(NO, NO, NO, NO, NO, 9);
        assertThat(new Splicer(3).splice(sample, 3).visualRows()).containsExactly(-1, 0, 1);
    }

    @Test
    void rowsOfSeveralImagesFollowOneAnother() {
        SplicedSample spliced = new Splicer(100).splicePrompt("p", new int[] {1, IMAGE, 5, IMAGE}, 2, 1);

        assertThat(spliced.visualRows()).containsExactly(-1, 0, 1, -1, 2);
        assertThat(spliced.tokenIds()).containsExactly(1, -1, -1, 5, -1);
        assertThat(spliced.supervisedRows()).isZero();
    }

    @Test
    void textStaysAsItIs() {
        EncodedSample sample = new EncodedSample("a", null, new int[] {1, 0, 9}, new int[] {NO, NO, 9});

        assertThat(new Splicer(100).splice(sample).tokenIds()).containsExactly(1, 0, 9);
    }

    @Test
    void refusesCountsThatDoNotMatchThePlaces() {
        EncodedSample sample = new EncodedSample("a", "x.png", new int[] {1, IMAGE}, new int[] {NO, NO});

        assertThatThrownBy(() -> new Splicer(100).splice(sample))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sample a: 1 places for images, but visual tokens of 0");
        assertThatThrownBy(() -> new Splicer(0)).hasMessageContaining("positive");
    }

    @Test
    void aLabelAtTheBeginningIsNoSupervisedRow() {
        assertThat(Labels.supervisedRows(new int[] {5, NO, 6})).isEqualTo(1);
        assertThat(Labels.supervisedRows(new int[0])).isZero();
    }

    @Test
    void samplesRefuseArraysThatDoNotBelongTogether() {
        assertThatThrownBy(() -> new EncodedSample("a", null, new int[2], new int[3]))
                .hasMessageContaining("2 ids but 3 labels");
        assertThatThrownBy(() -> new EncodedSample("a", null, new int[] {IMAGE}, new int[] {NO}))
                .hasMessageContaining("no image");
        assertThatThrownBy(() -> new EncodedSample("a", "x.png", new int[] {1}, new int[] {NO}))
                .hasMessageContaining("0 places");
    }
}
