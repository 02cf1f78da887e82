package dev.antibody.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Locale;

/**
 * The Ed25519 key pair that checkpoints are signed with, kept as two PEM files: {@code signing-key.pem} (PKCS #8,
 * readable by its owner only) and {@code signing-key.pub.pem} (X.509). Whoever only loads checkpoints needs the second.
 *
 * @param signer holds the private key
 * @param verifier holds the public key
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8032">RFC 8032, Ed25519</a>
 */
public record SigningKeys(Signer signer, Verifier verifier) {

    public static final String PRIVATE_KEY_FILE = "signing-key.pem";
    public static final String PUBLIC_KEY_FILE = "signing-key.pub.pem";

    static final String ALGORITHM = "Ed25519";
    private static final String LOCK = ".lock";
    private static final String PRIVATE_LABEL = "PRIVATE KEY";
    private static final String PUBLIC_LABEL = "PUBLIC KEY";

    /**
     * Loads the pair from a directory, which is made with a new pair when it has none.
     *
     * @throws CheckpointException if only one of the files is there, they do not belong together, or a file cannot be
     *     read or written
     */
    public static SigningKeys loadOrCreate(Path directory) {
        Path privateKey = directory.resolve(PRIVATE_KEY_FILE);
        Path publicKey = directory.resolve(PUBLIC_KEY_FILE);
        if (!Files.exists(privateKey) || !Files.exists(publicKey)) {
            createOnce(privateKey, publicKey);
        }
        SigningKeys keys = new SigningKeys(signer(privateKey), verifier(publicKey));
        byte[] trial = {1, 2, 3};
        if (!keys.verifier().verify(trial, keys.signer().sign(trial))) {
            throw new CheckpointException(
                    privateKey + " and " + publicKey + " do not belong together; restore the right one from a backup");
        }
        return keys;
    }

    /**
     * Loads a public key, which is all that checking needs.
     *
     * @throws CheckpointException if the file is missing or is not an Ed25519 public key in PEM
     */
    public static Verifier verifier(Path publicKeyFile) {
        byte[] encoded = read(publicKeyFile, PUBLIC_LABEL);
        try {
            return new Verifier(KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException e) {
            throw new CheckpointException(publicKeyFile + " is not an Ed25519 public key", e);
        }
    }

    private static Signer signer(Path privateKeyFile) {
        byte[] encoded = read(privateKeyFile, PRIVATE_LABEL);
        try {
            return new Signer(KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException e) {
            throw new CheckpointException(privateKeyFile + " is not an Ed25519 private key", e);
        }
    }

    /** Two that begin at the same moment get one pair, not a half of each. */
    private static synchronized void createOnce(Path privateKey, Path publicKey) {
        try {
            Path directory = privateKey.toAbsolutePath().resolveSibling("");
            Files.createDirectories(directory);
            try (FileChannel file = FileChannel.open(
                            directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = file.lock()) {
                if (lock.isValid() && !Files.exists(privateKey) && !Files.exists(publicKey)) {
                    create(privateKey, publicKey);
                }
            }
        } catch (IOException e) {
            throw new CheckpointException(
                    "the signing key cannot be written (" + e + "); make the directory writable", e);
        }
    }

    private static void create(Path privateKey, Path publicKey) throws IOException {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            write(privateKey, PRIVATE_LABEL, pair.getPrivate().getEncoded(), "rw-------");
            write(publicKey, PUBLIC_LABEL, pair.getPublic().getEncoded(), "rw-r--r--");
        } catch (GeneralSecurityException e) {
            throw new CheckpointException("this Java cannot make Ed25519 keys", e);
        }
    }

    /** Writes beside the file and moves, so that a key is never seen half; it has its permissions from the first. */
    private static void write(Path file, String label, byte[] encoded, String permissions) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
        Path draft = Files.createTempFile(file.toAbsolutePath().resolveSibling(""), ".key", "", attributes);
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        Files.writeString(draft, "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n");
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static byte[] read(Path file, String label) {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.US_ASCII).strip();
            String begin = "-----BEGIN " + label + "-----";
            String end = "-----END " + label + "-----";
            if (text.startsWith(begin) && text.endsWith(end)) {
                return Base64.getMimeDecoder().decode(text.substring(begin.length(), text.length() - end.length()));
            }
            throw new CheckpointException(file + " is not a " + label.toLowerCase(Locale.ROOT) + " in PEM");
        } catch (IOException e) {
            throw new CheckpointException(
                    file + " cannot be read (" + e + "); it is one of the two files of the signing key", e);
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(file + " is damaged", e);
        }
    }
}
