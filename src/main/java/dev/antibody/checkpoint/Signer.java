package dev.antibody.checkpoint;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;

/** Signs with a private key. Thread-safe. */
public final class Signer {

    private final PrivateKey key;

    Signer(PrivateKey key) {
        this.key = key;
    }

    /** The Ed25519 signature of some bytes, 64 bytes long. Equal bytes give equal signatures. */
    public byte[] sign(byte[] content) {
        try {
            Signature signature = Signature.getInstance(SigningKeys.ALGORITHM);
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new CheckpointException("the checkpoint cannot be signed: " + e.getMessage(), e);
        }
    }
}
