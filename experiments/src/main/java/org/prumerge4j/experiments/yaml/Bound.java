package org.prumerge4j.experiments.yaml;

import java.util.Map;

/**
 * A record bound from a document, with the places its values came from.
 *
 * @param value the record
 * @param start where the document starts
 * @param places dotted path to the place of the value, for the keys that were given
 */
public record Bound<T>(T value, Place start, Map<String, Place> places) {
    /** Keeps its own copy of the map. */
    public Bound {
        places = Map.copyOf(places);
    }

    /** The place of a key; of the section around it if the key was not given. */
    public Place place(String path) {
        return nearest(path, start, places);
    }

    /** A problem of one key, for checks that know more than the file. */
    public Problem problem(String path, String message) {
        return new Problem(place(path), path, message);
    }

    static Place nearest(String path, Place start, Map<String, Place> places) {
        String at = path;
        while (!at.isEmpty()) {
            Place place = places.get(at);
            if (place != null) {
                return place;
            }
            at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))));
        }
        return start;
    }
}
