package org.prumerge4j.experiments.evaluation.mme;

/**
 * An answered question of MME, one line of the official tool's results file.
 *
 * @param imageId what the two questions about one image share
 * @param file name of the image's text file in the release
 * @param question the question as in the release
 * @param truth Yes or No
 * @param answer what the model said
 */
record MmeItem(String imageId, String file, String question, String truth, String answer) {
    /** The line that the official tool reads; white space that would break it becomes a space. */
    String line() {
        return String.join("\t", file, question, truth, answer.replaceAll("[\\t\\r\\n]", " ")) + "\n";
    }
}
