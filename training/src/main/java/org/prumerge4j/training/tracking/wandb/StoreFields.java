package org.prumerge4j.training.tracking.wandb;

/** Numbers of the fields of W&amp;B's protocol-buffer package {@code wandb_internal}, those that are used. */
final class StoreFields {
    // Record
    static final int NUMBER = 1;
    static final int HISTORY = 2;
    static final int SUMMARY = 3;
    static final int CONFIGURATION = 5;
    static final int FILES = 6;
    static final int STATISTICS = 7;
    static final int RUN = 17;
    static final int EXIT = 18;
    static final int ENVIRONMENT = 26;

    // RunRecord
    static final int RUN_ID = 1;
    static final int RUN_ENTITY = 2;
    static final int RUN_PROJECT = 3;
    static final int RUN_CONFIG = 4;
    static final int RUN_GROUP = 6;
    static final int RUN_DISPLAY_NAME = 8;
    static final int RUN_TAG = 10;
    static final int RUN_HOST = 13;
    static final int RUN_START_TIME = 17;

    // EnvironmentRecord
    static final int ENVIRONMENT_OS = 1;
    static final int ENVIRONMENT_STARTED = 3;
    static final int ENVIRONMENT_PROGRAM = 6;
    static final int ENVIRONMENT_HOST = 12;

    // ConfigRecord, SummaryRecord
    static final int UPDATE = 1;

    // HistoryRecord, HistoryStep
    static final int HISTORY_ITEM = 1;
    static final int HISTORY_STEP = 2;
    static final int STEP_NUMBER = 1;

    // StatsRecord
    static final int STATISTICS_TYPE = 1;
    static final int STATISTICS_TIME = 2;
    static final int STATISTICS_ITEM = 3;
    static final int TYPE_SYSTEM = 0;

    // items of all of these
    static final int ITEM_KEY = 1;
    static final int ITEM_JSON = 16;

    // FilesRecord, FilesItem
    static final int FILE = 1;
    static final int FILE_PATH = 1;
    static final int FILE_POLICY = 2;
    static final int FILE_TYPE = 3;
    static final int POLICY_NOW = 0;
    static final int TYPE_MEDIA = 2;

    // RunExitRecord
    static final int EXIT_CODE = 1;
    static final int EXIT_RUNTIME = 2;

    // google.protobuf.Timestamp
    static final int TIME_SECONDS = 1;
    static final int TIME_NANOS = 2;

    private StoreFields() {}
}
