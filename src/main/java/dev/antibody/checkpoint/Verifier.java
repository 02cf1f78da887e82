package dev.antibody.checkpoint;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;

/** Checks signatures with a public key. Thread-safe. */
public final class Verifier {

    private final PublicKey key;

    Verifier(PublicKey key) {
        this.key = key;
    }

    /** Whether the holder of the private key signed exactly these bytes. */
    public boolean verify(byte[] content, byte[] signature) {
        try {
            Signature check = Signature.getInstance(SigningKeys.ALGORITHM);
            check.initVerify(key);
            check.update(content);
            return check.verify(signature);
        } catch (SignatureException e) {
            return false; // not even the form of a signature
        } catch (GeneralSecurityException e) {
            throw new CheckpointException("the signature cannot be checked: " + e.getMessage(), e);
        }
    }
}
