package org.prumerge4j.model.torch;

/** A pickle is damaged or asks for more than tensors; the message is completed with the file's name. */
final class PickleException extends Exception {
    PickleException(String problem) {
        super(problem);
    }
}
