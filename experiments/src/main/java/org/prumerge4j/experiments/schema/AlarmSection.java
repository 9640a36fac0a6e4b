package org.prumerge4j.experiments.schema;

import org.prumerge4j.experiments.yaml.Key;

/** A warning about a run whose loss stays high. */
public record AlarmSection(
        @Key(help = "Smoothed loss above which the run is probably broken.", byDefault = "2", above = 0) double loss,
        @Key(help = "Steps the run is given to get below.", byDefault = "200", min = 0) int after) {}
