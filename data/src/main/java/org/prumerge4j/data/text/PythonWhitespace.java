package org.prumerge4j.data.text;

/** White space as Python's {@code str.strip} and {@code str.split} see it; Java's leaves out the unbreakable ones. */
public final class PythonWhitespace {
    private static final String CHARACTERS = "\t\n\u000b\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680"
            + "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

    private static final char LAST_ASCII = 0x7f;

    private PythonWhitespace() {}

    /** Whether a character is white space. */
    public static boolean is(char character) {
        if (character > ' ' && character <= LAST_ASCII) {
            return false;
        }
        return CHARACTERS.indexOf(character) >= 0;
    }

    /** Number of words: what {@code len(text.split())} is in Python. */
    public static int words(String text) {
        int words = 0;
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            boolean space = is(text.charAt(i));
            if (!space && !inside) {
                words++;
            }
            inside = !space;
        }
        return words;
    }
}
