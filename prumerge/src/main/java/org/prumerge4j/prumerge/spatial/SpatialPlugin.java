package org.prumerge4j.prumerge.spatial;

import java.util.List;
import java.util.Map;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.prumerge.ReducerPlugin;
import org.prumerge4j.prumerge.options.OptionReader;
import org.prumerge4j.prumerge.options.Preset;
import org.prumerge4j.prumerge.options.ReducerOptions;

/** Registers {@code spatial}. */
public final class SpatialPlugin implements ReducerPlugin {
    private static final String NAME = "spatial";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Preset> presets() {
        return List.of(
                new Preset(NAME, NAME + "/grid-40", "A grid of 40 patches.", SpatialOptions.GRID.toMap()),
                new Preset(
                        NAME,
                        NAME + "/stride-40",
                        "Every so many-th patch, 40 in all.",
                        SpatialOptions.STRIDE.toMap()));
    }

    @Override
    public Map<String, Object> resolve(Preset preset, Map<String, ?> given) {
        return read(preset.options(), given).toMap();
    }

    @Override
    public Reducer create(ReducerOptions options) {
        return new SpatialReducer(options, read(options.options(), Map.of()));
    }

    private static SpatialOptions read(Map<String, ?> defaults, Map<String, ?> given) {
        OptionReader reader = new OptionReader(NAME, defaults, given);
        SpatialOptions options = SpatialOptions.read(reader);
        reader.finish();
        return options;
    }
}
