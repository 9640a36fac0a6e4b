package org.prumerge4j.prumerge;

import java.util.List;
import java.util.Map;
import org.prumerge4j.prumerge.options.Preset;
import org.prumerge4j.prumerge.options.ReducerOptions;

/** What a reducer has to bring along to be found by name. */
public interface ReducerPlugin {
    /** Name, also the first part of the names of its presets. */
    String name();

    /** Presets; the first one is taken where only the reducer is named. */
    List<Preset> presets();

    /**
     * All options in a fixed order: those given, checked, and the preset's for the rest.
     *
     * @throws org.prumerge4j.prumerge.options.InvalidOptionsException naming every option that is wrong
     */
    Map<String, Object> resolve(Preset preset, Map<String, ?> given);

    /** The reducer of resolved options. */
    Reducer create(ReducerOptions options);
}
