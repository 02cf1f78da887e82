package dev.antibody.safety;

/** Decides what an answer to a harmful prompt amounts to. A classifier model may stand behind this as well as a rule. */
public interface Judge {

    /**
     * Judges one answer.
     *
     * @param prompt what the model was asked, without its template
     * @param answer what it generated, without special tokens; may be empty
     */
    Verdict judge(String prompt, String answer);
}
