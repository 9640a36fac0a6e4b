package org.prumerge4j.data.image;

import java.io.IOException;
import java.util.Arrays;

/** What the segments before the image data of a JPEG file say about its colours. */
final class JpegHeader {
    private static final int ADOBE = 0xee;
    private static final int JFIF = 0xe0;
    private static final int START_OF_SCAN = 0xda;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int ADOBE_TRANSFORM_OFFSET = 11;
    private static final int FRAME_COMPONENTS_OFFSET = 5;
    private static final int FRAME_COMPONENT_BYTES = 3;
    private static final int NO_ADOBE_SEGMENT = -1;
    private static final int ADOBE_UNTRANSFORMED = 0;
    private static final int ADOBE_YCCK = 2;

    private final byte[] file;
    private boolean jfif;
    private int adobeTransform = NO_ADOBE_SEGMENT;
    private byte[] componentIds = {};
    private int scanOffset;

    private JpegHeader(byte[] file) {
        this.file = file;
    }

    static JpegHeader of(byte[] file) throws IOException {
        JpegHeader header = new JpegHeader(file);
        header.parse();
        return header;
    }

    /** Whether three components are luminance and two colour differences; libjpeg's rules. */
    boolean isYcc() {
        if (jfif) {
            return true;
        }
        if (adobeTransform != NO_ADOBE_SEGMENT) {
            return adobeTransform != ADOBE_UNTRANSFORMED;
        }
        return !Arrays.equals(componentIds, new byte[] {'R', 'G', 'B'});
    }

    /** Whether four components are luminance, two colour differences and black, rather than CMYK. */
    boolean isYcck() {
        return adobeTransform == ADOBE_YCCK;
    }

    /** Whether the image data is followed by the marker that ends an image. */
    boolean hasEnd() {
        for (int i = file.length - 2; i > scanOffset; i--) {
            if ((file[i] & 0xff) == 0xff && (file[i + 1] & 0xff) == END_OF_IMAGE) {
                return true;
            }
        }
        return false;
    }

    private void parse() throws IOException {
        int at = 2;
        while (at + 4 <= file.length) {
            if (unsigned(at) != 0xff) {
                at++;
                continue;
            }
            int marker = unsigned(at + 1);
            if (marker == 0xff || marker == 0 || marker == 1 || (marker >= 0xd0 && marker <= 0xd8)) {
                at += marker == 0xff ? 1 : 2;
                continue;
            }
            int begin = at + 4;
            int end = at + 2 + ((unsigned(at + 2) << 8) | unsigned(at + 3));
            if (marker == START_OF_SCAN) {
                scanOffset = at;
                return;
            }
            if (end > file.length) {
                break;
            }
            segment(marker, begin, end);
            at = Math.max(end, begin);
        }
        throw new IOException("it is truncated: there is no image data");
    }

    private void segment(int marker, int begin, int end) {
        if (marker == JFIF && startsWith("JFIF\0", begin, end)) {
            jfif = true;
        } else if (marker == ADOBE && startsWith("Adobe", begin, end) && begin + ADOBE_TRANSFORM_OFFSET < end) {
            adobeTransform = unsigned(begin + ADOBE_TRANSFORM_OFFSET);
        } else if (isFrame(marker) && begin + FRAME_COMPONENTS_OFFSET < end) {
            int count = unsigned(begin + FRAME_COMPONENTS_OFFSET);
            byte[] ids = new byte[count];
            for (int i = 0; i < count; i++) {
                int at = begin + FRAME_COMPONENTS_OFFSET + 1 + i * FRAME_COMPONENT_BYTES;
                ids[i] = at < end ? file[at] : 0;
            }
            componentIds = ids;
        }
    }

    /** C0 to CF without those for Huffman tables, extensions and arithmetic coding. */
    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private boolean startsWith(String text, int begin, int end) {
        if (begin + text.length() > end) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (file[begin + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int unsigned(int at) {
        return file[at] & 0xff;
    }
}
