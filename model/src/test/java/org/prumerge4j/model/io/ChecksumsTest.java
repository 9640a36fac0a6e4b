package org.prumerge4j.model.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksumsTest {
    private static final String SHA_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("b.txt"), "abc");
        Files.createDirectory(folder.resolve("sub"));
        Files.writeString(folder.resolve("sub/a b.txt"), "");
        Checksums.writeList(new AtomicFiles(), folder);
    }

    @Test
    void listsInTheFormOfSha256sum() throws IOException {
        assertThat(Files.readString(folder.resolve(Checksums.NAME)))
                .isEqualTo(SHA_OF_ABC + "  b.txt\n"
                        + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  sub/a b.txt\n");
        assertThat(Checksums.sha256(folder.resolve("b.txt"))).isEqualTo(SHA_OF_ABC);
        assertThat(Checksums.sha256(new byte[] {'a', 'b', 'c'})).isEqualTo(SHA_OF_ABC);
        Checksums.verify(folder);
    }

    @Test
    void namesEveryFileThatChangedOrIsMissing() throws IOException {
        Files.writeString(folder.resolve("b.txt"), "abd");
        Files.delete(folder.resolve("sub/a b.txt"));
        assertThatThrownBy(() -> Checksums.verify(folder))
                .isInstanceOf(CheckpointFormatException.class)
                .hasMessageContaining("b.txt has SHA-256")
                .hasMessageContaining("sub/a b.txt is missing");
    }

    @Test
    void refusesListsThatLeadOutsideOrAreNone() throws IOException {
        Files.writeString(folder.resolve(Checksums.NAME), SHA_OF_ABC + "  ../x\nhello\n");
        assertThatThrownBy(() -> Checksums.verify(folder))
                .hasMessageContaining("../x lies outside")
                .hasMessageContaining("line 2");
        Files.delete(folder.resolve(Checksums.NAME));
        assertThatThrownBy(() -> Checksums.verify(folder)).hasMessageContaining("no list");
    }
}
