package io.holdfast.aggregator.access;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tokens as a file. A change is taken when it is next looked at. A file that cannot be used leaves the last good
/// one: whoever takes a token back has to look whether the file was taken (`isCurrent`).
public final class TokensFile {
    private static final Logger LOG = LoggerFactory.getLogger(TokensFile.class);
    private static final Set<PosixFilePermission> FORBIDDEN = EnumSet.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);

    private final Path file;
    private volatile Tokens current;
    private volatile String problem = "";
    private String text;

    /// Reads the file for the first time.
    ///
    /// @throws Tokens.TokensException when it cannot be read, or by too many, or does not say what it should
    public TokensFile(Path file) {
        this.file = file;
        this.text = read();
        this.current = Tokens.parse(file.toString(), text);
    }

    public Tokens current() {
        return current;
    }

    /// Whether the tokens let in are those that the file lists now.
    public boolean isCurrent() {
        return problem.isEmpty();
    }

    /// Looks whether the file has changed. It is short, so it is read whole: no change hides behind a coarse time.
    ///
    /// @return whether other tokens are let in now
    public synchronized boolean refresh() {
        try {
            String now = read();
            if (now.equals(text)) {
                problem = "";
                return false;
            }
            current = Tokens.parse(file.toString(), now);
            text = now;
            problem = "";
            LOG.info("tokens read anew from {}", file);
            return true;
        } catch (Tokens.TokensException e) {
            String said = String.valueOf(e.getMessage());
            if (!said.equals(problem)) {
                LOG.warn("OPERATOR tokens kept as they were: {}", said);
            }
            problem = said;
            return false;
        }
    }

    private String read() {
        try {
            return readOwned();
        } catch (NoSuchFileException e) {
            throw new Tokens.TokensException(file + ": is not there", e);
        } catch (AccessDeniedException e) {
            throw new Tokens.TokensException(file + ": permission denied", e);
        } catch (IOException e) {
            throw new Tokens.TokensException(file + ": cannot be read: " + e, e);
        }
    }

    private String readOwned() throws IOException {
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        for (PosixFilePermission forbidden : FORBIDDEN) {
            if (mode.contains(forbidden)) {
                throw new Tokens.TokensException(file + ": mode " + PosixFilePermissions.toString(mode)
                        + ": nobody but its owner may write it, and others may not read it (chmod 600)");
            }
        }
        return Files.readString(file);
    }
}
