package dev.antibody.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.antibody.lm.LoraConfig;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The signature of an adapter in a directory, over all that stands beside it here. Where PEFT finds the base model is not
 * signed, since that differs from machine to machine; which model it is, is.
 *
 * @param model fingerprint of the model that the adapter is for
 * @param lora rank, alpha and targets; with the names and shapes in the weights' file, that is the adapter's layout
 * @param sha256 of the weights' file, in hex
 * @param adapterSha256 of the adapter's values, in hex, as in manifests and step records
 * @param signature Ed25519 (RFC 8032), in Base64
 */
record AdapterSignature(String model, LoraConfig lora, String sha256, String adapterSha256, String signature) {

    private static final String FORM = "antibody-adapter-1";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    AdapterSignature signedBy(Signer signer) {
        String fresh = Base64.getEncoder().encodeToString(signer.sign(content()));
        return new AdapterSignature(model, lora, sha256, adapterSha256, fresh);
    }

    boolean isValid(Verifier verifier) {
        try {
            return verifier.verify(content(), Base64.getDecoder().decode(signature));
        } catch (IllegalArgumentException e) {
            return false; // no Base64
        }
    }

    /** The file's text. */
    String format() {
        ObjectNode json = JSON.createObjectNode();
        json.put("form", FORM);
        json.put("model", model);
        json.put("rank", lora.rank());
        json.put("alpha", lora.alpha());
        lora.targets().forEach(json.putArray("targets")::add);
        json.put("sha256", sha256);
        json.put("adapterSha256", adapterSha256);
        json.put("signature", signature);
        try {
            return JSON.writeValueAsString(json) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }

    /**
     * The signature of a file's text, to be believed when it is valid.
     *
     * @param origin what to call the file in a message
     * @throws CheckpointException if it is none
     */
    static AdapterSignature parse(String text, String origin) {
        try {
            JsonNode json = JSON.readTree(text);
            if (!json.path("form").asText().equals(FORM)) {
                throw new CheckpointException(origin + " is not of the form " + FORM + "; sign the adapter again");
            }
            List<String> targets = new ArrayList<>();
            json.path("targets").forEach(target -> targets.add(target.asText()));
            return new AdapterSignature(
                    json.path("model").asText(),
                    new LoraConfig(json.path("rank").asInt(), json.path("alpha").asDouble(), targets),
                    json.path("sha256").asText(),
                    json.path("adapterSha256").asText(),
                    json.path("signature").asText());
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new CheckpointException(origin + " is damaged; sign the adapter again", e);
        }
    }

    /** Bytes that are written here, and so do not depend on how JSON is laid out. */
    private byte[] content() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(FORM);
            out.writeUTF(model);
            out.writeInt(lora.rank());
            out.writeDouble(lora.alpha());
            out.writeUTF(String.join(",", lora.targets()));
            out.writeUTF(sha256);
            out.writeUTF(adapterSha256);
        } catch (IOException e) {
            throw new UncheckedIOException("the signature has a text that is too long", e);
        }
        return bytes.toByteArray();
    }
}
