package org.prumerge4j.data.image;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Kinds of image files, told apart by how they begin. */
enum ImageFormat {
    PNG("\u0089PNG\r\n\u001a\n", "png"),
    JPEG("\u00ff\u00d8\u00ff", "jpg jpeg jpe jfif"),
    GIF("GIF8", "gif"),
    WEBP("RIFF", "webp"),
    BMP("BM", "bmp dib");

    private static final String WEBP_FORM = "WEBP";
    private static final int RIFF_FORM_OFFSET = 8;

    private final String signature;
    private final String extensions;

    ImageFormat(String signature, String extensions) {
        this.signature = signature;
        this.extensions = extensions;
    }

    /** Endings that names of such files have, in lower case and without the dot. */
    List<String> extensions() {
        return List.of(extensions.split(" ", -1));
    }

    /** The kind of a file; null if it is none of these. */
    static @Nullable ImageFormat of(byte[] file) {
        for (ImageFormat format : values()) {
            boolean begins = has(file, format.signature, 0);
            if (begins && (format != WEBP || has(file, WEBP_FORM, RIFF_FORM_OFFSET))) {
                return format;
            }
        }
        return null;
    }

    private static boolean has(byte[] file, String expected, int offset) {
        if (file.length < offset + expected.length()) {
            return false;
        }
        for (int i = 0; i < expected.length(); i++) {
            if ((file[offset + i] & 0xff) != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
