package dev.antibody.experiment;

/** What tells one run from all others: a finished run with the same key need not be repeated. */
public record RunKey(RunSetting setting, long seed) {}
