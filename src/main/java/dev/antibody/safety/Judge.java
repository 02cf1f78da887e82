package dev.antibody.safety;

import java.util.ArrayList;
import java.util.List;

/** Decides what an answer to a harmful prompt amounts to. A classifier model may stand behind this as well as a rule. */
public interface Judge {

    /**
     * Judges one answer.
     *
     * @param prompt what the model was asked, without its template and system text
     * @param answer what it generated, without special tokens; may be empty
     * @throws JudgeException if the judge cannot be asked
     */
    Verdict judge(String prompt, String answer);

    /**
     * Judges one answer to each prompt, in the same order. A judge behind a network asks for many at a time.
     *
     * @throws JudgeException if the judge cannot be asked
     */
    default List<Verdict> judgeAll(List<String> prompts, List<String> answers) {
        if (prompts.size() != answers.size()) {
            throw new IllegalArgumentException(answers.size() + " answers to " + prompts.size() + " prompts");
        }
        List<Verdict> verdicts = new ArrayList<>(answers.size());
        for (int i = 0; i < answers.size(); i++) {
            verdicts.add(judge(prompts.get(i), answers.get(i)));
        }
        return verdicts;
    }
}
