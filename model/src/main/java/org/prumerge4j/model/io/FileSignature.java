package org.prumerge4j.model.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** What the first bytes of a file say it is, whatever its name says. */
public enum FileSignature {
    /** A zip archive, as PyTorch writes since 1.6. */
    ZIP("a zip archive; open it as PyTorch weights"),
    /** A safetensors file. */
    SAFETENSORS("a safetensors file; give it the ending .safetensors"),
    /** A tensor file as PyTorch wrote before 1.6, or with its zip format switched off. */
    LEGACY_TORCH("in PyTorch's format from before version 1.6; convert it with"
            + " torch.save(torch.load(file, weights_only=True), file) in a current PyTorch"),
    /** The stand-in that a repository holds when large files were not fetched. */
    GIT_LFS_POINTER("a git-lfs pointer and not the weights; fetch them with git lfs pull"),
    /** A web page saved in place of the file. */
    WEB_PAGE("a web page and not the weights; download the file itself, not the page that shows it"),
    /** No bytes at all. */
    EMPTY("empty; download it again"),
    /** None of the above. */
    UNKNOWN("neither safetensors nor a PyTorch zip archive; download it again, or convert it to safetensors");

    private static final int PREFIX = 64;
    private static final int SAFETENSORS_JSON = 8;
    private static final byte[] ZIP_MAGIC = {'P', 'K', 3, 4};
    private static final byte[] ZIP_EMPTY_MAGIC = {'P', 'K', 5, 6};
    /** Pickle protocol 2 and the long integer that older PyTorch starts its files with. */
    private static final byte[] LEGACY_MAGIC = {
        (byte) 0x80,
        2,
        (byte) 0x8a,
        10,
        'l',
        (byte) 0xfc,
        (byte) 0x9c,
        'F',
        (byte) 0xf9,
        ' ',
        'j',
        (byte) 0xa8,
        'P',
        0x19
    };

    private final String words;

    FileSignature(String words) {
        this.words = words;
    }

    /** What a file of this kind is and what to do about it, to follow the words "the file is". */
    public String words() {
        return words;
    }

    /** Looks at the first bytes of a file. */
    public static FileSignature of(Path file) throws IOException {
        byte[] prefix;
        try (InputStream in = Files.newInputStream(file)) {
            prefix = in.readNBytes(PREFIX);
        }
        if (prefix.length == 0) {
            return EMPTY;
        }
        if (startsWith(prefix, ZIP_MAGIC) || startsWith(prefix, ZIP_EMPTY_MAGIC)) {
            return ZIP;
        }
        if (startsWith(prefix, LEGACY_MAGIC)) {
            return LEGACY_TORCH;
        }
        if (prefix.length > SAFETENSORS_JSON && prefix[SAFETENSORS_JSON] == '{') {
            return SAFETENSORS;
        }
        String text =
                new String(prefix, StandardCharsets.ISO_8859_1).stripLeading().toLowerCase(Locale.ROOT);
        if (text.startsWith("version https://git-lfs")) {
            return GIT_LFS_POINTER;
        }
        return text.startsWith("<!doctype html") || text.startsWith("<html") ? WEB_PAGE : UNKNOWN;
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }
}
