package org.prumerge4j.data.prompt;

/** The text that stands for an image in messages and prompts. */
public final class ImagePlaceholder {
    /** What data files and prompts write where an image goes. */
    public static final String TEXT = "<image>";

    /** What Python's {@code str.strip} takes away; Java's notion of white space leaves out the unbreakable ones. */
    private static final String PYTHON_WHITESPACE = "\t\n\u000b\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680"
            + "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

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
        while (begin < end && PYTHON_WHITESPACE.indexOf(text.charAt(begin)) >= 0) {
            begin++;
        }
        while (end > begin && PYTHON_WHITESPACE.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(begin, end);
    }
}
