package org.prumerge4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prumerge4j.data.InvalidDataException;

class PixelSettingsTest {
    private static final String COLOURS = "'image_mean':[0.5,0.25,0.125],'image_std':[1,2,3]";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'size':336,'crop_size':336",
                "'size':{'shortest_edge':336},'crop_size':{'height':336,'width':336}",
                "'size':{'height':336,'width':336}",
                "'size':336,'crop_size':336,'do_rescale':true,'rescale_factor':0.00392156862745098,'resample':3",
            })
    void readsOldAndNewSpellings(String sizes) throws IOException {
        assertThat(read("{" + sizes + "," + COLOURS + "}"))
                .isEqualTo(new PixelSettings(336, 336, List.of(0.5, 0.25, 0.125), List.of(1.0, 2.0, 3.0)));
    }

    @Test
    void keepsResizingAndCroppingApart() throws IOException {
        PixelSettings settings = read("{'size':256,'crop_size':224," + COLOURS + "}");

        assertThat(settings.resize()).isEqualTo(256);
        assertThat(settings.size()).isEqualTo(224);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'crop_size':8                               | size is missing",
                "'size':'8'                                  | size is \"8\", expected a positive number",
                "'size':0                                    | size is 0",
                "'size':{'height':8,'width':9}               | size is {\"height\":8,\"width\":9}",
                "'size':8,'crop_size':9                      | cannot cut a square of 9",
                "'size':8,'do_center_crop':false             | do_center_crop is false, expected true",
                "'size':8,'resample':2                       | resample is 2, expected 3",
                "'size':8,'rescale_factor':0.5               | rescale_factor is 0.5, expected 1/255",
            })
    void refusesWhatItCannotDo(String settings, String problem) {
        assertThatThrownBy(() -> read("{" + settings + "," + COLOURS + "}"))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("preprocessor_config.json")
                .hasMessageContaining(problem);
    }

    @Test
    void refusesColoursThatAreNoThreeNumbers() {
        assertThatThrownBy(() -> read("{'size':8,'image_mean':[0.5,0.5],'image_std':[1,1,1]}"))
                .hasMessageContaining("image_mean is [0.5,0.5], expected three numbers");
        assertThatThrownBy(() -> read("{'size':8,'image_mean':[0.5,0.5,0.5]}"))
                .hasMessageContaining("image_std is missing");
        assertThatThrownBy(() -> read("{'size':8,'image_mean':[0.5,0.5,0.5],'image_std':[1,0,1]}"))
                .hasMessageContaining("must be positive");
        assertThatThrownBy(() -> read("{'size':8,")).hasMessageContaining("not valid JSON");
    }

    private PixelSettings read(String json) throws IOException {
        Path file = folder.resolve("preprocessor_config.json");
        Files.writeString(file, json.replace('\'', '"'));
        return PixelSettings.read(file);
    }
}
