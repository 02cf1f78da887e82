package dev.antibody.checkpoint;

import dev.antibody.event.avro.CheckpointManifest;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;

/**
 * The signature of a manifest: over its job, version, position, hashes and fingerprint, in bytes that are written here
 * and so do not change when the manifest's schema gets another field. Where the blob lies is not signed; what it holds
 * is, by its hash.
 */
final class ManifestSignature {

    private static final String FORM = "antibody-checkpoint-1";

    private ManifestSignature() {}

    static String sign(CheckpointManifest manifest, Signer signer) {
        return Base64.getEncoder().encodeToString(signer.sign(content(manifest)));
    }

    static boolean isValid(CheckpointManifest manifest, Verifier verifier) {
        try {
            return verifier.verify(content(manifest), Base64.getDecoder().decode(manifest.getSignature()));
        } catch (IllegalArgumentException e) {
            return false; // no Base64
        }
    }

    private static byte[] content(CheckpointManifest manifest) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(FORM);
            out.writeUTF(manifest.getJob());
            out.writeLong(manifest.getVersion());
            out.writeLong(manifest.getStep());
            out.writeInt(manifest.getEpoch());
            out.writeInt(manifest.getPartition());
            out.writeLong(manifest.getFirstOffset());
            out.writeLong(manifest.getNextOffset());
            out.writeBoolean(manifest.getEndOffset() != null);
            out.writeLong(manifest.getEndOffset() == null ? 0 : manifest.getEndOffset());
            out.writeLong(manifest.getResumeOffset());
            out.writeBoolean(manifest.getFinished());
            out.writeLong(manifest.getBytes());
            out.writeUTF(manifest.getSha256());
            out.writeUTF(manifest.getFingerprint());
            out.writeUTF(manifest.getAdapterSha256());
            out.writeDouble(manifest.getLoss());
            out.writeLong(manifest.getSamplesTrained());
            out.writeLong(manifest.getSamplesQuarantined());
        } catch (IOException e) {
            throw new UncheckedIOException("a manifest has a text that is too long to be signed", e);
        }
        return bytes.toByteArray();
    }
}
