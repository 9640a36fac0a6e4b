package org.prumerge4j.data.record;

/** What can be wrong with a record of a file that is JSON. */
public enum RecordFault {
    /** Not an object, a field of the wrong type, a field that is missing, or a speaker nobody knows. */
    MALFORMED,
    /** There are no turns. */
    EMPTY_CONVERSATION,
    /** Human and assistant do not alternate. */
    WRONG_ORDER,
    /** No turn of the assistant with text follows one of the human. */
    NO_ANSWER
}
