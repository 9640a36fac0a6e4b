package org.prumerge4j.data.prompt;

import org.prumerge4j.data.text.PythonWhitespace;

/** The text that stands for an image in messages and prompts. */
public final class ImagePlaceholder {
    /** What data files and prompts write where an image goes. */
    public static final String TEXT = "<image>";

    private ImagePlaceholder() {}

    /**
     * A message with its image, if it has one, on a line of its own in front of the text.
     *
     * <p>LLaVA's data has the placeholder at either end of a question, and trains with all of them moved like this.
     */
    public static String moveToFront(String message) {
        if (!message.contains(TEXT)) {
            return message;
        }
        return strip(TEXT + "\n" + strip(message.replace(TEXT, "")));
    }

    private static String strip(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && PythonWhitespace.is(text.charAt(begin))) {
            begin++;
        }
        while (end > begin && PythonWhitespace.is(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }
}
